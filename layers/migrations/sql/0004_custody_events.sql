-- Custody of land that was handed over: the state of a day is the last one that stands by its end.

CREATE FUNCTION public.custody_events_as_of(at date, known timestamptz DEFAULT now()) RETURNS SETOF custody_events
LANGUAGE sql STABLE
AS $$
  SELECT e.* FROM custody_events e
   WHERE e.state IS NOT NULL AND e.happened_on <= at AND e.recorded_at <= known
     AND NOT EXISTS (SELECT FROM custody_events v WHERE v.voids = e.id AND v.recorded_at <= known)
$$;

CREATE FUNCTION public.custody_as_of(at date, known timestamptz DEFAULT now())
RETURNS TABLE (parcel text, state text, since date, until date)
LANGUAGE sql STABLE
AS $$
  SELECT DISTINCT ON (e.parcel) e.parcel, e.state, e.happened_on, e.until
    FROM custody_events_as_of(at, known) e ORDER BY e.parcel, e.happened_on DESC, e.id DESC
$$;

CREATE FUNCTION matian.custody_event_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  voided custody_events;
  needed text;
BEGIN
  PERFORM FROM consolidation_parcels WHERE code = new.parcel FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no consolidation parcel %', new.parcel USING ERRCODE = 'foreign_key_violation', COLUMN = 'parcel';
  END IF;
  IF new.happened_on > current_date THEN
    RAISE EXCEPTION 'parcel % can''t have been % on %, a day to come', new.parcel, new.state, new.happened_on
      USING ERRCODE = 'check_violation', COLUMN = 'happened_on';
  END IF;
  IF new.voids IS NOT NULL THEN
    SELECT * INTO voided FROM custody_events WHERE id = new.voids;
    IF voided.parcel <> new.parcel OR voided.state IS NULL THEN
      RAISE EXCEPTION 'event % of parcel % can''t void event %: it must be a custody state of the same parcel',
        new.id, new.parcel, new.voids USING ERRCODE = 'check_violation', COLUMN = 'voids';
    END IF;
  END IF;
  SELECT s.requires INTO needed FROM custody_states s WHERE s.code = new.state;
  IF needed IS NOT NULL AND NOT EXISTS (
    SELECT FROM stage_events_as_of(new.happened_on, 'infinity') e WHERE e.parcel = new.parcel AND e.stage = needed) THEN
    RAISE EXCEPTION 'parcel % can''t be in custody (%) on % without having been % by then; record that first',
      new.parcel, new.state, new.happened_on, needed USING ERRCODE = 'MT001', COLUMN = 'state';
  END IF;
  IF (SELECT count(*) FROM custody_events_as_of('infinity', 'infinity') e
       WHERE e.parcel = new.parcel AND e.happened_on = new.happened_on) > 1 THEN
    RAISE EXCEPTION 'the custody of parcel % changed on % already; void that event to correct it', new.parcel, new.happened_on
      USING ERRCODE = 'unique_violation', COLUMN = 'happened_on';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER recorded AFTER INSERT ON custody_events
  FOR EACH ROW EXECUTE FUNCTION matian.custody_event_recorded();
CREATE TRIGGER wake AFTER INSERT ON custody_events FOR EACH STATEMENT EXECUTE FUNCTION matian.wake_listeners();
