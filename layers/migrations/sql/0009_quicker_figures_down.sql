DROP FUNCTION public.consolidation_parcel_on(text, date, timestamptz);
DROP PROCEDURE matian.track(regclass);
ALTER PROCEDURE matian.track_0008(regclass) RENAME TO track;

DO $$
DECLARE
  reader text;
BEGIN
  FOR reader IN SELECT c.relname || '_as_of' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'a_stamp' LOOP
    EXECUTE format('ALTER FUNCTION public.%I(date, timestamptz) PARALLEL UNSAFE', reader);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION public.land_gained(
  earlier date, later date, known timestamptz, gap_m double precision DEFAULT 12, smallest_m2 numeric DEFAULT 30000)
RETURNS TABLE (code text, project text, since date, geom geometry, area_m2 numeric)
LANGUAGE sql STABLE PARALLEL UNSAFE
AS $$
  WITH had AS MATERIALIZED (SELECT * FROM land_in_blocks(earlier, known, gap_m, smallest_m2)),
  changed AS MATERIALIZED (
    SELECT * FROM land_in_blocks(later, known, gap_m, smallest_m2) h
     WHERE NOT EXISTS (SELECT FROM had o WHERE o.code = h.code AND o.geom = h.geom)),
  gained AS MATERIALIZED (
    SELECT h.code, h.project, h.since, CASE WHEN o.geom IS NULL THEN h.geom ELSE st_difference(h.geom, o.geom) END AS geom
      FROM changed h
     CROSS JOIN LATERAL (SELECT st_union(o.geom) AS geom FROM had o
                          WHERE o.geom && h.geom AND st_relate(o.geom, h.geom, 'T********')) o)
  SELECT g.code, g.project, g.since, g.geom, round(st_area(g.geom)::numeric, 6) FROM gained g WHERE st_area(g.geom) > 0
$$;

ALTER FUNCTION public.land_in_blocks(date, timestamptz, double precision, numeric) PARALLEL UNSAFE;
DROP FUNCTION public.industrial_land(date, timestamptz, boolean);
CREATE FUNCTION public.industrial_land(at date, known timestamptz DEFAULT now())
RETURNS TABLE (code text, project text, since date, geom geometry, area_m2 numeric)
LANGUAGE sql STABLE
AS $$
  WITH completed AS MATERIALIZED (
    SELECT * FROM parcels_that_reached('completed', at, known) WHERE land_kind = 'industrial'),
  vacant AS MATERIALIZED (  -- the lookups are correlated, so that each goes to an index of the layer it asks
    SELECT p.code, p.geom, b.lines
      FROM parcels_as_of(at, known) p
     CROSS JOIN LATERAL (SELECT st_union(l.geom) AS lines FROM industrial_block_lines_as_of(at, known) l
                          WHERE st_intersects(l.geom, p.geom)) b
     WHERE p.vacant AND b.lines IS NOT NULL
       AND (SELECT true FROM tenure_as_of(at, known) t
             WHERE t.ownership = 'state' AND st_intersects(t.geom, st_pointonsurface(p.geom)) LIMIT 1)),
  reserved AS MATERIALIZED (
    SELECT v.code, CASE WHEN st_area(st_difference(v.geom, v.lines)) < 1 THEN v.geom
                        ELSE st_intersection(v.geom, v.lines) END AS geom
      FROM vacant v),
  left_over AS MATERIALIZED (
    SELECT r.code, CASE WHEN c.geom IS NULL THEN r.geom ELSE st_difference(r.geom, c.geom) END AS geom
      FROM reserved r
     CROSS JOIN LATERAL (SELECT st_union(c.geom) AS geom FROM completed c
                          WHERE c.geom && r.geom AND st_relate(c.geom, r.geom, 'T********')) c)
  SELECT c.code, c.project, c.happened_on, c.geom, c.area_m2 FROM completed c
  UNION ALL
  SELECT l.code, NULL, NULL, l.geom, round(st_area(l.geom)::numeric, 6) FROM left_over l WHERE st_area(l.geom) > 0
$$;

ALTER FUNCTION public.parcels_that_reached(text, date, timestamptz) PARALLEL UNSAFE;
ALTER FUNCTION public.parcels_at_events(text, date, timestamptz) PARALLEL UNSAFE;

CREATE OR REPLACE FUNCTION public.stages_on(at date, known timestamptz DEFAULT now())
RETURNS TABLE (code text, stage text, "position" integer, since date)
LANGUAGE sql STABLE PARALLEL UNSAFE
AS $$
  SELECT DISTINCT ON (e.parcel) e.parcel, e.stage, s.position, e.happened_on
    FROM stage_events_as_of(at, known) e JOIN stages s ON s.code = e.stage
   ORDER BY e.parcel, s.position DESC
$$;

CREATE OR REPLACE FUNCTION public.stage_events_as_of(at date, known timestamptz DEFAULT now()) RETURNS SETOF stage_events
LANGUAGE sql STABLE PARALLEL UNSAFE
AS $$
  SELECT e.* FROM stage_events e
   WHERE e.stage IS NOT NULL AND e.happened_on <= at AND e.recorded_at <= known
     AND NOT EXISTS (SELECT FROM stage_events v WHERE v.voids = coalesce(e.inherits, e.id) AND v.recorded_at <= known)
$$;
