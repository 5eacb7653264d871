-- Stage events of consolidation parcels: what counts, what is refused, and how the parcel on the map follows.

-- The events that stand: true by the end of the day `at`, recorded by `known`, and not voided by then.
CREATE FUNCTION public.stage_events_as_of(at date, known timestamptz DEFAULT now()) RETURNS SETOF stage_events
LANGUAGE sql STABLE
AS $$
  SELECT e.* FROM stage_events e
   WHERE e.stage IS NOT NULL AND e.happened_on <= at AND e.recorded_at <= known
     AND NOT EXISTS (SELECT FROM stage_events v WHERE v.voids = e.id AND v.recorded_at <= known)
$$;

-- The parcels whose event of that stage stands, each with the boundary of the day on which it happened; where none is on
-- record for that day (the parcel was recorded later than the event), with the present one.
CREATE FUNCTION public.parcels_that_reached(reached text, at date, known timestamptz DEFAULT now())
RETURNS TABLE (code text, project text, land_kind text, happened_on date, area_m2 numeric, geom geometry)
LANGUAGE sql STABLE
AS $$
  SELECT e.parcel, p.project, p.land_kind, e.happened_on, p.area_m2, p.geom
    FROM stage_events_as_of(at, known) e
   CROSS JOIN LATERAL (
     SELECT v.project, v.land_kind, v.area_m2, v.geom, 1 AS choice
       FROM consolidation_parcels_as_of(e.happened_on, known) v WHERE v.code = e.parcel
     UNION ALL
     SELECT v.project, v.land_kind, v.area_m2, v.geom, 2
       FROM consolidation_parcels v WHERE v.code = e.parcel AND v.updated_at <= known
     ORDER BY choice LIMIT 1) p
   WHERE e.stage = reached
$$;

-- The stage of a parcel is the furthest that it has reached: an earlier stage recorded late doesn't take it back.
CREATE FUNCTION matian.stage_steps(parcel_code text) RETURNS TABLE (stage text, since date, until date)
LANGUAGE sql STABLE
AS $$
  WITH reached AS (
    SELECT e.stage, e.happened_on, s.position,
           max(s.position) OVER (ORDER BY e.happened_on, s.position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
      FROM stage_events_as_of('infinity', 'infinity') e JOIN stages s ON s.code = e.stage
     WHERE e.parcel = parcel_code),
  furthest AS (
    SELECT DISTINCT ON (happened_on) stage, happened_on
      FROM reached WHERE position > coalesce(before, 0)
     ORDER BY happened_on, position DESC)
  SELECT stage, happened_on, coalesce(lead(happened_on) OVER (ORDER BY happened_on), 'infinity') FROM furthest
$$;

-- Write the steps from `first_day` on into the versioned parcel again, oldest first, so that its history says the same
-- as the events do. A version never reaches back behind the last change of the parcel's shape.
CREATE PROCEDURE matian.replay_stages(parcel_code text, first_day date)
LANGUAGE plpgsql
AS $$
DECLARE
  parcel consolidation_parcels;
  born date;
  shaped date;
  step record;
BEGIN
  SELECT * INTO parcel FROM consolidation_parcels WHERE code = parcel_code;
  SELECT least(parcel.valid_from, min(h.valid_from)),
         greatest(least(parcel.valid_from, min(h.valid_from)), max(h.superseded_on) FILTER (WHERE NOT h.geom = parcel.geom))
    INTO born, shaped
    FROM consolidation_parcels_history h WHERE h.id = parcel.id AND h.recorded_to = 'infinity';
  FOR step IN
    SELECT NULL AS stage, NULL::date AS since, born AS starts,
           coalesce((SELECT min(since) FROM matian.stage_steps(parcel_code)), 'infinity') AS until
    UNION ALL
    SELECT s.stage, s.since, s.since, s.until FROM matian.stage_steps(parcel_code) s
    ORDER BY until
  LOOP
    IF step.until > greatest(first_day, shaped) THEN
      UPDATE consolidation_parcels
         SET stage = step.stage, stage_since = step.since, valid_from = greatest(step.starts, shaped)
       WHERE code = parcel_code;
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION matian.stage_event_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  voided stage_events;
  broken record;
BEGIN
  -- Recorders of one parcel wait for each other here, so that the second sees what the first has recorded.
  PERFORM FROM consolidation_parcels WHERE code = new.parcel FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no consolidation parcel %', new.parcel USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF new.happened_on > current_date THEN
    RAISE EXCEPTION 'parcel % can''t have reached % on %, a day to come', new.parcel, new.stage, new.happened_on
      USING ERRCODE = 'check_violation';
  END IF;
  IF new.voids IS NOT NULL THEN
    SELECT * INTO voided FROM stage_events WHERE id = new.voids;
    IF voided.parcel <> new.parcel OR voided.stage IS NULL THEN
      RAISE EXCEPTION 'event % of parcel % can''t void event %: it must be a stage of the same parcel',
        new.id, new.parcel, new.voids USING ERRCODE = 'check_violation';
    END IF;
  END IF;

  SELECT e.stage, count(*) AS times INTO broken
    FROM stage_events_as_of('infinity', 'infinity') e
   WHERE e.parcel = new.parcel GROUP BY e.stage HAVING count(*) > 1 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'parcel % has reached % already; void that event to correct it', new.parcel, broken.stage
      USING ERRCODE = 'unique_violation';
  END IF;

  SELECT e.stage, e.happened_on, s.requires INTO broken
    FROM stage_events_as_of('infinity', 'infinity') e JOIN stages s ON s.code = e.stage
   WHERE e.parcel = new.parcel AND s.requires IS NOT NULL
     AND e.override_reason IS NULL AND new.override_reason IS NULL
     AND NOT EXISTS (SELECT FROM stage_events_as_of(e.happened_on, 'infinity') r
                      WHERE r.parcel = e.parcel AND r.stage = s.requires)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'parcel % can''t be % on % without having been % by then; record that first, or give an override reason',
      new.parcel, broken.stage, broken.happened_on, broken.requires USING ERRCODE = 'MT001';
  END IF;

  CALL matian.replay_stages(new.parcel, least(new.happened_on, voided.happened_on));
  RETURN NULL;
END $$;

CREATE TRIGGER recorded AFTER INSERT ON stage_events
  FOR EACH ROW EXECUTE FUNCTION matian.stage_event_recorded();

-- Only events move a parcel's stage: whatever else writes the row (a delivery, an edit) leaves it as it is.
CREATE FUNCTION matian.keep_stage() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = tg_relid) THEN
    RETURN new;
  END IF;
  IF tg_op = 'UPDATE' THEN
    new.stage := old.stage;
    new.stage_since := old.stage_since;
  ELSE
    SELECT s.stage, s.since INTO new.stage, new.stage_since FROM matian.stage_steps(new.code) s WHERE s.until = 'infinity';
  END IF;
  RETURN new;
END $$;

CREATE TRIGGER a_keep_stage BEFORE INSERT OR UPDATE ON consolidation_parcels
  FOR EACH ROW EXECUTE FUNCTION matian.keep_stage();
