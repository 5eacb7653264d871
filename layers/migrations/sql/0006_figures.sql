-- What figures stand on: parcels as they were at their events, the stage of each parcel on a day, money by project.

-- The parcels whose event of that stage stands, each as on record for the day on which it happened; where nothing is on
-- record for that day (the parcel was recorded later than the event), as it is now; where the parcel was divided by then,
-- as it was last. Of the two times at most one version answers, so two joins find it and no parcel is looked up by itself.
-- An event counts once, with the parcel that it was recorded for: what its parts inherit is the same land again.
CREATE FUNCTION public.parcels_at_events(reached text, at date, known timestamptz DEFAULT now())
RETURNS TABLE (code text, project text, land_kind text, happened_on date, area_m2 numeric, floor_area_m2 numeric, geom geometry)
LANGUAGE sql STABLE
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
    FROM (SELECT DISTINCT parent, divided_on, recorded_at FROM parcel_divisions) d
    JOIN stage_events_as_of(at, known) e ON e.parcel = d.parent AND e.happened_on >= d.divided_on
   CROSS JOIN LATERAL (
     SELECT v.* FROM consolidation_parcels_history v
      WHERE v.code = e.parcel AND v.updated_at <= known AND known < v.recorded_to
      ORDER BY v.superseded_on DESC LIMIT 1) v
   WHERE e.stage = reached AND e.inherits IS NULL AND d.recorded_at <= known
$$;

CREATE OR REPLACE FUNCTION public.parcels_that_reached(reached text, at date, known timestamptz DEFAULT now())
RETURNS TABLE (code text, project text, land_kind text, happened_on date, area_m2 numeric, geom geometry)
LANGUAGE sql STABLE
AS $$
  SELECT p.code, p.project, p.land_kind, p.happened_on, p.area_m2, p.geom FROM parcels_at_events(reached, at, known) p
$$;

-- The stage of each parcel on a day: the furthest that it has reached by then, and since when.
CREATE FUNCTION public.stages_on(at date, known timestamptz DEFAULT now())
RETURNS TABLE (code text, stage text, "position" integer, since date)
LANGUAGE sql STABLE
AS $$
  SELECT DISTINCT ON (e.parcel) e.parcel, e.stage, s.position, e.happened_on
    FROM stage_events_as_of(at, known) e JOIN stages s ON s.code = e.stage
   ORDER BY e.parcel, s.position DESC
$$;

-- What was paid to the parties of each project in a period. It names no party and no single payment; roles that may not
-- see money get the projects without the amounts.
CREATE FUNCTION personal.paid_by_project(first date, last date)
RETURNS TABLE (project text, amount_yuan numeric, last_paid_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  WITH parties AS (
    SELECT h.id, h.parcel FROM right_holders h UNION ALL SELECT t.id, t.parcel FROM tenants t),
  parcels AS (  -- one that is gone or was divided keeps the project that it had
    SELECT c.code, c.project FROM consolidation_parcels c
    UNION ALL
    (SELECT DISTINCT ON (h.code) h.code, h.project FROM consolidation_parcels_history h
     WHERE NOT EXISTS (SELECT FROM consolidation_parcels c WHERE c.code = h.code)
     ORDER BY h.code, h.superseded_at DESC))
  SELECT c.project, CASE WHEN personal.unmasked() THEN sum(m.amount_yuan) END, max(m.paid_on)
    FROM personal.payments m JOIN parties p ON p.id = m.party JOIN parcels c ON c.code = p.parcel
   WHERE m.paid_on BETWEEN paid_by_project.first AND paid_by_project.last
   GROUP BY c.project
$$;

REVOKE EXECUTE ON FUNCTION personal.paid_by_project FROM public;
GRANT EXECUTE ON FUNCTION personal.paid_by_project, personal.unmasked, personal.role TO matian_application;
