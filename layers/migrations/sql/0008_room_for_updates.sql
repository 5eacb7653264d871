-- Rows of a layer leave a tenth of each page free (docs/decisions/0102): the next version of a row then fits beside it and
-- needs no new entry in any index, unless a column that has one was changed (PostgreSQL's heap-only tuples).

ALTER PROCEDURE matian.track(regclass) RENAME TO track_0003;

CREATE PROCEDURE matian.track(layer regclass)
LANGUAGE plpgsql
AS $procedure$
BEGIN
  CALL matian.track_0003(layer);
  EXECUTE format('ALTER TABLE %s SET (fillfactor = 90)', layer);
END $procedure$;

DO $$
DECLARE
  tracked regclass;
BEGIN
  FOR tracked IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'a_stamp' LOOP
    EXECUTE format('ALTER TABLE %s SET (fillfactor = 90)', tracked);
  END LOOP;
END $$;
