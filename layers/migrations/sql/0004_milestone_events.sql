-- Milestones of consolidation projects: the same two times and corrections as the stages of parcels.

CREATE FUNCTION public.milestone_events_as_of(at date, known timestamptz DEFAULT now()) RETURNS SETOF milestone_events
LANGUAGE sql STABLE
AS $$
  SELECT e.* FROM milestone_events e
   WHERE e.milestone IS NOT NULL AND e.happened_on <= at AND e.recorded_at <= known
     AND NOT EXISTS (SELECT FROM milestone_events v WHERE v.voids = e.id AND v.recorded_at <= known)
$$;

CREATE FUNCTION matian.milestone_event_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  project consolidation_projects;
  voided milestone_events;
BEGIN
  SELECT * INTO project FROM consolidation_projects WHERE code = new.project FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no consolidation project %', new.project USING ERRCODE = 'foreign_key_violation', COLUMN = 'project';
  END IF;
  IF new.happened_on > current_date THEN
    RAISE EXCEPTION 'project % can''t have reached % on %, a day to come', new.project, new.milestone, new.happened_on
      USING ERRCODE = 'check_violation', COLUMN = 'happened_on';
  END IF;
  IF new.milestone IS NOT NULL AND NOT EXISTS (
    SELECT FROM project_type_milestones t WHERE t.project_type = project.project_type AND t.milestone = new.milestone) THEN
    RAISE EXCEPTION 'a project of type % has no milestone % (project %)', project.project_type, new.milestone, new.project
      USING ERRCODE = 'check_violation', COLUMN = 'milestone';
  END IF;
  IF new.voids IS NOT NULL THEN
    SELECT * INTO voided FROM milestone_events WHERE id = new.voids;
    IF voided.project <> new.project OR voided.milestone IS NULL THEN
      RAISE EXCEPTION 'event % of project % can''t void event %: it must be a milestone of the same project',
        new.id, new.project, new.voids USING ERRCODE = 'check_violation', COLUMN = 'voids';
    END IF;
  END IF;
  IF (SELECT count(*) FROM milestone_events_as_of('infinity', 'infinity') e
       WHERE e.project = new.project AND e.milestone = new.milestone) > 1 THEN
    RAISE EXCEPTION 'project % has reached % already; void that event to correct it', new.project, new.milestone
      USING ERRCODE = 'unique_violation', COLUMN = 'milestone';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER recorded AFTER INSERT ON milestone_events
  FOR EACH ROW EXECUTE FUNCTION matian.milestone_event_recorded();

CREATE TRIGGER wake AFTER INSERT ON milestone_events FOR EACH STATEMENT EXECUTE FUNCTION matian.wake_listeners();
