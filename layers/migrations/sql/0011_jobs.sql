-- What stands beside procrastinate's queue (0011_procrastinate.sql, its schema word for word, in the schema `jobs`): rights,
-- names that are found whoever calls, and `jobs.jobs`, which follows the queue.

-- Procrastinate writes its names without a schema and trusts the search path of its connection; so does nobody else.
DO $$
DECLARE
  routine regprocedure;
BEGIN
  FOR routine IN SELECT oid FROM pg_proc WHERE pronamespace = 'jobs'::regnamespace LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = jobs, pg_temp', routine);
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', routine);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO matian_application', routine);
  END LOOP;
END $$;

GRANT USAGE ON SCHEMA jobs TO matian_application;
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_workers TO matian_application;
GRANT SELECT, INSERT, DELETE ON procrastinate_events TO matian_application;
GRANT SELECT, UPDATE, DELETE ON procrastinate_periodic_defers TO matian_application; -- asked when a job is deleted
GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq TO matian_application;

CREATE FUNCTION jobs.follow_queue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jobs, pg_temp
AS $$
DECLARE
  now_in text := CASE new.status
    WHEN 'todo' THEN 'waiting' WHEN 'doing' THEN 'running' WHEN 'succeeded' THEN 'done' WHEN 'failed' THEN 'failed'
    ELSE 'cancelled' END;
BEGIN
  UPDATE jobs.jobs j
  SET state = now_in,
      cancel_asked = j.cancel_asked OR new.abort_requested,
      attempts = new.attempts,
      progress = CASE now_in WHEN 'done' THEN 1 WHEN 'waiting' THEN 0 ELSE j.progress END,
      started_at = CASE WHEN now_in = 'waiting' THEN NULL WHEN now_in = 'running'
        THEN coalesce(j.started_at, clock_timestamp()) ELSE j.started_at END,
      finished_at = CASE WHEN now_in NOT IN ('waiting', 'running') THEN coalesce(j.finished_at, clock_timestamp()) END,
      result = CASE WHEN now_in = 'done' THEN j.result END
  WHERE j.id = new.id;
  RETURN NULL;
END $$;
CREATE TRIGGER z_follow_queue AFTER UPDATE OF status, abort_requested, attempts ON procrastinate_jobs
  FOR EACH ROW EXECUTE FUNCTION jobs.follow_queue();

CREATE FUNCTION jobs.tell() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_notify('matian_jobs', new.id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER z_tell AFTER INSERT OR UPDATE ON jobs.jobs FOR EACH ROW EXECUTE FUNCTION jobs.tell();
