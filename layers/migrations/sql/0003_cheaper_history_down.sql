DROP PROCEDURE matian.track(regclass);
ALTER PROCEDURE matian.track_0001(regclass) RENAME TO track;

DO $$
DECLARE
  tracked regclass;
BEGIN
  FOR tracked IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'a_stamp' LOOP
    CALL matian.track(tracked);
  END LOOP;
END $$;
