DROP PROCEDURE matian.track(regclass);
ALTER PROCEDURE matian.track_0003(regclass) RENAME TO track;

DO $$
DECLARE
  tracked regclass;
BEGIN
  FOR tracked IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'a_stamp' LOOP
    EXECUTE format('ALTER TABLE %s RESET (fillfactor)', tracked);
  END LOOP;
END $$;
