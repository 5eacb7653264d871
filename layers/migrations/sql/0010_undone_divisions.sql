-- A division that was recorded in error is undone (docs/decisions/0720): from then on the parcel was never divided, and what
-- was known before stays known as of then. A division that stands is in parcel_divisions, one that was undone here.

ALTER TABLE undone_divisions OWNER TO matian_records;  -- append-only

CREATE FUNCTION matian.undo_division(parcel_code text, why text DEFAULT NULL) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  parts text[];
  began date;
  made timestamptz;
  late date;
  parcel consolidation_parcels_history;
  own record;
  effective text := current_setting('matian.effective', true);
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('consolidation_parcels'), 2);  -- as matian.divide_parcel, before any row
  SELECT array_agg(d.child ORDER BY d.child), min(d.divided_on), min(d.recorded_at) INTO parts, began, made
    FROM parcel_divisions d WHERE d.parent = parcel_code;
  IF parts IS NULL THEN
    RAISE EXCEPTION 'parcel % is not divided', parcel_code USING ERRCODE = 'check_violation', COLUMN = 'undo_division';
  END IF;
  PERFORM FROM consolidation_parcels p WHERE p.code = ANY(parts) ORDER BY p.code FOR UPDATE;

  SELECT d.parent, string_agg(d.child, ', ' ORDER BY d.child) AS children INTO own
    FROM parcel_divisions d WHERE d.parent = ANY(parts) GROUP BY d.parent ORDER BY d.parent LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'part % of parcel % was divided itself into %; undo that first', own.parent, parcel_code, own.children
      USING ERRCODE = 'check_violation', COLUMN = 'undo_division';
  END IF;
  SELECT e.id, e.parcel, e.stage, e.happened_on INTO own FROM stage_events_as_of('infinity', 'infinity') e
   WHERE e.parcel = ANY(parts) AND e.inherits IS NULL ORDER BY e.happened_on, e.id LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'part % of parcel % has been % on % (event %); void that first', own.parcel, parcel_code, own.stage,
      own.happened_on, own.id USING ERRCODE = 'check_violation', COLUMN = 'undo_division';
  END IF;
  SELECT c.id, c.parcel, c.state INTO own FROM custody_events_as_of('infinity', 'infinity') c
   WHERE c.parcel = ANY(parts) ORDER BY c.id LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'part % of parcel % has been handed over (%, event %); void its custody first', own.parcel, parcel_code,
      own.state, own.id USING ERRCODE = 'check_violation', COLUMN = 'undo_division';
  END IF;

  SELECT h.* INTO parcel FROM consolidation_parcels_history h
   WHERE h.code = parcel_code AND h.recorded_to = 'infinity' ORDER BY h.superseded_at DESC, h.revision DESC LIMIT 1;
  IF (SELECT count(*) <> cardinality(parts) OR st_area(st_symdifference(st_union(p.geom), parcel.geom)) > 1
             OR bool_or(p.project <> parcel.project)
        FROM consolidation_parcels p WHERE p.code = ANY(parts)) THEN
    RAISE EXCEPTION 'the parts % no longer make up parcel % (one is gone, or its boundary or project changed); set that right first',
      array_to_string(parts, ', '), parcel_code USING ERRCODE = 'check_violation', COLUMN = 'undo_division';
  END IF;

  PERFORM set_config('matian.effective', began::text, true);
  DELETE FROM consolidation_parcels p WHERE p.code = ANY(parts);
  PERFORM set_config('matian.effective', coalesce(effective, ''), true);
  WITH undone AS (DELETE FROM parcel_divisions d WHERE d.parent = parcel_code RETURNING d.*)
  INSERT INTO undone_divisions (child, parent, divided_on, recorded_at, recorded_by, reason)
  SELECT u.child, u.parent, u.divided_on, u.recorded_at, u.recorded_by, why FROM undone u;
  -- The version that the division ended goes on from its own first day.
  INSERT INTO consolidation_parcels
    (id, code, project, parcel, parent, stage, stage_since, land_kind, title_category, registered_area_m2, floor_area_m2,
     geom, valid_from, valid_to, source, delivery, revision)
  VALUES
    (parcel.id, parcel.code, parcel.project, parcel.parcel, parcel.parent, parcel.stage, parcel.stage_since, parcel.land_kind,
     parcel.title_category, parcel.registered_area_m2, parcel.floor_area_m2, parcel.geom, parcel.valid_from, parcel.valid_to,
     parcel.source, parcel.delivery, parcel.revision + 1);
  -- What was recorded for the whole while it was divided moved its parts alone.
  SELECT min(least(e.happened_on, v.happened_on)) INTO late
    FROM stage_events e LEFT JOIN stage_events v ON v.id = e.voids
   WHERE e.parcel = parcel_code AND e.inherits IS NULL AND e.recorded_at >= made;
  IF late IS NOT NULL THEN
    CALL matian.replay_stages(parcel_code, late);
  END IF;
  CALL matian.take_parties_back(parcel_code, parts);
  RETURN parts;
END $$;

-- What the parties of the parts agreed, were paid and talked about meanwhile is the same party's of the whole.
CREATE PROCEDURE matian.take_parties_back(parcel_code text, parts text[])
LANGUAGE plpgsql
AS $$
BEGIN
  UPDATE tenants t
     SET agreed_on = c.agreed_on, paid_on = c.paid_on, vacated_on = c.vacated_on, moves_to = c.moves_to
    FROM tenants c
   WHERE t.parcel = parcel_code AND c.parcel = ANY(parts) AND c.carried_from = coalesce(t.carried_from, t.id)
     AND (c.agreed_on, c.paid_on, c.vacated_on, c.moves_to) IS DISTINCT FROM (t.agreed_on, t.paid_on, t.vacated_on, t.moves_to);
  UPDATE right_holders h
     SET signed_on = c.signed_on
    FROM (SELECT r.carried_from, max(r.signed_on) AS signed_on FROM right_holders r WHERE r.parcel = ANY(parts)
           GROUP BY r.carried_from HAVING count(r.signed_on) = count(*)) c
   WHERE h.parcel = parcel_code AND h.signed_on IS NULL AND c.carried_from = coalesce(h.carried_from, h.id);
  UPDATE personal.negotiations n
     SET party = c.carried_from
    FROM (SELECT id, carried_from FROM right_holders WHERE parcel = ANY(parts)
          UNION ALL SELECT id, carried_from FROM tenants WHERE parcel = ANY(parts)) c
   WHERE n.party = c.id;
  UPDATE personal.payments m
     SET party = c.carried_from
    FROM (SELECT id, carried_from FROM right_holders WHERE parcel = ANY(parts)
          UNION ALL SELECT id, carried_from FROM tenants WHERE parcel = ANY(parts)) c
   WHERE m.party = c.id;
END $$;

REVOKE EXECUTE ON FUNCTION matian.undo_division FROM public;
GRANT EXECUTE ON FUNCTION matian.undo_division TO matian_application;

-- As before, and of a division that was undone since: what stood while it was believed.
CREATE OR REPLACE FUNCTION public.parcels_at_events(reached text, at date, known timestamptz DEFAULT now())
RETURNS TABLE (code text, project text, land_kind text, happened_on date, area_m2 numeric, floor_area_m2 numeric, geom geometry)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT e.parcel,
         CASE WHEN h.id IS NULL THEN l.project ELSE h.project END,
         CASE WHEN h.id IS NULL THEN l.land_kind ELSE h.land_kind END,
         e.happened_on,
         CASE WHEN h.id IS NULL THEN l.area_m2 ELSE h.area_m2 END,
         round((CASE WHEN h.id IS NULL THEN l.floor_area_m2 ELSE h.floor_area_m2 END)::numeric, 6),
         CASE WHEN h.id IS NULL THEN l.geom ELSE h.geom END
    FROM stage_events_as_of(at, known) e
    LEFT JOIN consolidation_parcels l ON l.code = e.parcel AND l.updated_at <= known
    LEFT JOIN consolidation_parcels_history h
      ON h.code = e.parcel AND h.updated_at <= known AND known < h.recorded_to
     AND h.valid_from <= e.happened_on AND (h.valid_to IS NULL OR e.happened_on <= h.valid_to)
     AND (known < h.superseded_at OR e.happened_on < h.superseded_on)
   WHERE e.stage = reached AND e.inherits IS NULL AND (l.id IS NOT NULL OR h.id IS NOT NULL)
  UNION ALL
  SELECT e.parcel, v.project, v.land_kind, e.happened_on, v.area_m2, round(v.floor_area_m2::numeric, 6), v.geom
    FROM (SELECT parent, divided_on FROM parcel_divisions WHERE recorded_at <= known
          UNION
          SELECT parent, divided_on FROM undone_divisions WHERE recorded_at <= known AND known < undone_at) d
    JOIN stage_events_as_of(at, known) e ON e.parcel = d.parent AND e.happened_on >= d.divided_on
   CROSS JOIN LATERAL (
     SELECT v.* FROM consolidation_parcels_history v
      WHERE v.code = e.parcel AND v.updated_at <= known AND known < v.recorded_to
      ORDER BY v.superseded_on DESC LIMIT 1) v
   WHERE e.stage = reached AND e.inherits IS NULL
$$;
