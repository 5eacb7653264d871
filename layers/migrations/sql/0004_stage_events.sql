-- Stage events of consolidation parcels: what counts, what is refused, and how the parcel on the map follows.

-- The events that stand: true by the end of the day `at`, recorded by `known`, and not voided by then. An event that a
-- parcel inherits stands exactly as long as the original.
CREATE FUNCTION public.stage_events_as_of(at date, known timestamptz DEFAULT now()) RETURNS SETOF stage_events
LANGUAGE sql STABLE
AS $$
  SELECT e.* FROM stage_events e
   WHERE e.stage IS NOT NULL AND e.happened_on <= at AND e.recorded_at <= known
     AND NOT EXISTS (SELECT FROM stage_events v WHERE v.voids = coalesce(e.inherits, e.id) AND v.recorded_at <= known)
$$;

-- The parcels whose event of that stage stands, each with the boundary of the day on which it happened; where none is on
-- record for that day (the parcel was recorded later than the event), with the present one; where the parcel was divided on
-- that very day, with its last one. An event counts once, with the parcel that it was recorded for: what its parts inherit
-- is the same land again.
CREATE FUNCTION public.parcels_that_reached(reached text, at date, known timestamptz DEFAULT now())
RETURNS TABLE (code text, project text, land_kind text, happened_on date, area_m2 numeric, geom geometry)
LANGUAGE sql STABLE
AS $$
  SELECT e.parcel, p.project, p.land_kind, e.happened_on, p.area_m2, p.geom
    FROM stage_events_as_of(at, known) e
   CROSS JOIN LATERAL (
     SELECT v.project, v.land_kind, v.area_m2, v.geom, 1 AS choice, NULL::date AS until
       FROM consolidation_parcels_as_of(e.happened_on, known) v WHERE v.code = e.parcel
     UNION ALL
     SELECT v.project, v.land_kind, v.area_m2, v.geom, 2, NULL
       FROM consolidation_parcels v WHERE v.code = e.parcel AND v.updated_at <= known
     UNION ALL
     SELECT v.project, v.land_kind, v.area_m2, v.geom, 3, v.superseded_on
       FROM consolidation_parcels_history v
      WHERE v.code = e.parcel AND v.updated_at <= known AND known < v.recorded_to
        AND EXISTS (SELECT FROM parcel_divisions d WHERE d.parent = e.parcel)
     ORDER BY choice, until DESC LIMIT 1) p
   WHERE e.stage = reached AND e.inherits IS NULL
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
  IF NOT FOUND THEN
    RETURN;  -- it was divided; what it reached before stays with its events
  END IF;
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

-- A parcel and all that came of it by division.
CREATE FUNCTION matian.with_parts(parcel_code text) RETURNS TABLE (code text)
LANGUAGE sql STABLE
AS $$
  WITH RECURSIVE parts AS (
    SELECT parcel_code AS code
    UNION
    SELECT d.child FROM parts p JOIN parcel_divisions d ON d.parent = p.code)
  SELECT code FROM parts
$$;

-- Each stage once, and none without the one that it requires, in what stands for this parcel now.
CREATE PROCEDURE matian.check_stages(parcel_code text, reason text)
LANGUAGE plpgsql
AS $$
DECLARE
  broken record;
BEGIN
  SELECT e.stage, count(*) AS times INTO broken
    FROM stage_events_as_of('infinity', 'infinity') e
   WHERE e.parcel = parcel_code GROUP BY e.stage HAVING count(*) > 1 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'parcel % has reached % already; void that event to correct it', parcel_code, broken.stage
      USING ERRCODE = 'unique_violation', COLUMN = 'stage';
  END IF;
  SELECT e.stage, e.happened_on, s.requires INTO broken
    FROM stage_events_as_of('infinity', 'infinity') e JOIN stages s ON s.code = e.stage
   WHERE e.parcel = parcel_code AND s.requires IS NOT NULL AND e.override_reason IS NULL AND reason IS NULL
     AND NOT EXISTS (SELECT FROM stage_events_as_of(e.happened_on, 'infinity') r
                      WHERE r.parcel = e.parcel AND r.stage = s.requires)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'parcel % can''t be % on % without having been % by then; record that first, or give an override reason',
      parcel_code, broken.stage, broken.happened_on, broken.requires USING ERRCODE = 'MT001', COLUMN = 'override_reason';
  END IF;
END $$;

CREATE FUNCTION matian.stage_event_recorded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  voided stage_events;
  division record;
  part text;
BEGIN
  IF new.inherits IS NOT NULL THEN
    RETURN NULL;  -- written here, or by matian.divide_parcel, who both look after what follows
  END IF;
  -- Recorders of one parcel wait for each other here, so that the second sees what the first has recorded.
  PERFORM FROM consolidation_parcels WHERE code = new.parcel FOR UPDATE;
  IF NOT FOUND THEN
    SELECT min(d.divided_on) AS divided_on, string_agg(d.child, ', ' ORDER BY d.child) AS children INTO division
      FROM parcel_divisions d WHERE d.parent = new.parcel;
    IF division.divided_on IS NULL THEN
      RAISE EXCEPTION 'there is no consolidation parcel %', new.parcel USING ERRCODE = 'foreign_key_violation', COLUMN = 'parcel';
    END IF;
    IF new.happened_on > division.divided_on THEN
      RAISE EXCEPTION 'parcel % was divided on % into %; record it for them', new.parcel, division.divided_on, division.children
        USING ERRCODE = 'check_violation', COLUMN = 'parcel';
    END IF;
    PERFORM FROM consolidation_parcels p WHERE p.code IN (SELECT w.code FROM matian.with_parts(new.parcel) w)
      ORDER BY p.code FOR UPDATE;
  END IF;
  IF new.happened_on > current_date THEN
    RAISE EXCEPTION 'parcel % can''t have reached % on %, a day to come', new.parcel, new.stage, new.happened_on
      USING ERRCODE = 'check_violation', COLUMN = 'happened_on';
  END IF;
  IF new.voids IS NOT NULL THEN
    SELECT * INTO voided FROM stage_events WHERE id = new.voids;
    IF voided.parcel <> new.parcel OR voided.stage IS NULL THEN
      RAISE EXCEPTION 'event % of parcel % can''t void event %: it must be a stage of the same parcel',
        new.id, new.parcel, new.voids USING ERRCODE = 'check_violation', COLUMN = 'voids';
    END IF;
    IF voided.inherits IS NOT NULL THEN
      RAISE EXCEPTION 'event % of parcel % stands because event % of the parcel that it was divided from stands; void that one',
        new.voids, new.parcel, voided.inherits USING ERRCODE = 'check_violation', COLUMN = 'voids';
    END IF;
  END IF;

  INSERT INTO stage_events (parcel, stage, happened_on, override_reason, note, inherits)
  SELECT w.code, new.stage, new.happened_on, new.override_reason, new.note, new.id
    FROM matian.with_parts(new.parcel) w WHERE w.code <> new.parcel AND new.stage IS NOT NULL;
  FOR part IN SELECT w.code FROM matian.with_parts(new.parcel) w LOOP
    CALL matian.check_stages(part, new.override_reason);
    CALL matian.replay_stages(part, least(new.happened_on, voided.happened_on));
  END LOOP;
  RETURN NULL;
END $$;

CREATE TRIGGER recorded AFTER INSERT ON stage_events
  FOR EACH ROW EXECUTE FUNCTION matian.stage_event_recorded();

-- Listeners are woken; what happened they read from the logs (a notification may get lost, a row may not).
CREATE FUNCTION matian.wake_listeners() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM pg_notify('matian_events', '');
  RETURN NULL;
END $$;

CREATE TRIGGER wake AFTER INSERT ON stage_events FOR EACH STATEMENT EXECUTE FUNCTION matian.wake_listeners();

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
