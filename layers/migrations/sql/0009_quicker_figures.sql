-- Figures over hundreds of thousands of parcels (docs/decisions/0710): the same answers, without reading all of history.

-- That voids be known is said though it follows: few events void another, and the planner hashes those few instead of
-- looking each event up.
CREATE OR REPLACE FUNCTION public.stage_events_as_of(at date, known timestamptz DEFAULT now()) RETURNS SETOF stage_events
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT e.* FROM stage_events e
   WHERE e.stage IS NOT NULL AND e.happened_on <= at AND e.recorded_at <= known
     AND NOT EXISTS (SELECT FROM stage_events v
                      WHERE v.voids IS NOT NULL AND v.voids = coalesce(e.inherits, e.id) AND v.recorded_at <= known)
$$;

-- The stage of each parcel on a day: the furthest that it has reached by then, and since when. Position and day are one
-- number while the greatest is looked for, which takes a hash of the parcels and no sort of the events.
CREATE OR REPLACE FUNCTION public.stages_on(at date, known timestamptz DEFAULT now())
RETURNS TABLE (code text, stage text, "position" integer, since date)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT f.parcel, s.code, s.position, date '0001-01-01' + (f.reached % 10000000)::integer
    FROM (SELECT e.parcel, max(s.position * 10000000::bigint + (e.happened_on - date '0001-01-01')) AS reached
            FROM stage_events_as_of(at, known) e JOIN stages s ON s.code = e.stage
           GROUP BY e.parcel) f
    JOIN stages s ON s.position = f.reached / 10000000
$$;

-- One parcel as of a day: looked up by index also where a join would read every parcel of that day, and (unlike a
-- subquery with a limit) no hindrance to working in parallel.
CREATE FUNCTION public.consolidation_parcel_on(parcel_code text, at date, known timestamptz DEFAULT now())
RETURNS consolidation_parcels
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT p FROM consolidation_parcels_as_of(at, known) p WHERE p.code = parcel_code LIMIT 1 $$;

-- Completed and reserved industrial land as before (0001), or the reserved alone.
DROP FUNCTION public.industrial_land(date, timestamptz);
CREATE FUNCTION public.industrial_land(
  at date, known timestamptz DEFAULT now(), with_completed boolean DEFAULT true)
RETURNS TABLE (code text, project text, since date, geom geometry, area_m2 numeric)
LANGUAGE sql STABLE PARALLEL SAFE
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
  SELECT c.code, c.project, c.happened_on, c.geom, c.area_m2 FROM completed c WHERE with_completed
  UNION ALL
  SELECT l.code, NULL, NULL, l.geom, round(st_area(l.geom)::numeric, 6) FROM left_over l WHERE st_area(l.geom) > 0
$$;

-- Land that lies in a block on the day `later` and lay in none on the day `earlier` (with the days swapped: what was lost).
-- What was completed by the first of both days is what was completed by the last, less what came between; so it is asked
-- for once. Pieces of one day don't overlap: so a piece that came anew can share ground only with pieces that are no more,
-- and each is held against those few.
CREATE OR REPLACE FUNCTION public.land_gained(
  earlier date, later date, known timestamptz, gap_m double precision DEFAULT 12, smallest_m2 numeric DEFAULT 30000)
RETURNS TABLE (code text, project text, since date, geom geometry, area_m2 numeric)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  WITH newest AS MATERIALIZED (SELECT * FROM industrial_land(greatest(earlier, later), known)),
  land AS (
    SELECT greatest(earlier, later) AS day, n.* FROM newest n
    UNION ALL
    SELECT least(earlier, later), n.* FROM newest n WHERE n.since <= least(earlier, later)
    UNION ALL
    SELECT least(earlier, later), r.* FROM industrial_land(least(earlier, later), known, false) r),
  clustered AS (
    SELECT l.*, st_clusterdbscan(l.geom, gap_m, 1) OVER (PARTITION BY l.day) AS block FROM land l),
  measured AS MATERIALIZED (
    SELECT c.*, sum(c.area_m2) OVER (PARTITION BY c.day, c.block) AS block_m2 FROM clustered c),
  had AS MATERIALIZED (SELECT * FROM measured m WHERE m.day = earlier AND m.block_m2 >= smallest_m2),
  has AS MATERIALIZED (SELECT * FROM measured m WHERE m.day = later AND m.block_m2 >= smallest_m2),
  came AS MATERIALIZED (
    SELECT * FROM has h WHERE NOT EXISTS (SELECT FROM had o WHERE o.code = h.code AND o.geom = h.geom)),
  went AS MATERIALIZED (
    SELECT * FROM had o WHERE NOT EXISTS (SELECT FROM has h WHERE h.code = o.code AND h.geom = o.geom)),
  gained AS MATERIALIZED (
    SELECT h.code, h.project, h.since, CASE WHEN o.geom IS NULL THEN h.geom ELSE st_difference(h.geom, o.geom) END AS geom
      FROM came h
     CROSS JOIN LATERAL (SELECT st_union(o.geom) AS geom FROM went o
                          WHERE o.geom && h.geom AND st_relate(o.geom, h.geom, 'T********')) o)
  SELECT g.code, g.project, g.since, g.geom, round(st_area(g.geom)::numeric, 6) FROM gained g WHERE st_area(g.geom) > 0
$$;

-- What is not marked keeps a whole statement on one processor: the planner asks before it opens a function.
ALTER FUNCTION public.parcels_at_events(text, date, timestamptz) PARALLEL SAFE;
ALTER FUNCTION public.parcels_that_reached(text, date, timestamptz) PARALLEL SAFE;
ALTER FUNCTION public.land_in_blocks(date, timestamptz, double precision, numeric) PARALLEL SAFE;

ALTER PROCEDURE matian.track(regclass) RENAME TO track_0008;

CREATE PROCEDURE matian.track(layer regclass)
LANGUAGE plpgsql
AS $procedure$
BEGIN
  CALL matian.track_0008(layer);
  EXECUTE format('ALTER FUNCTION public.%I(date, timestamptz) PARALLEL SAFE',
                 (SELECT relname FROM pg_class WHERE oid = layer) || '_as_of');
END $procedure$;

DO $$
DECLARE
  reader text;
BEGIN
  FOR reader IN SELECT c.relname || '_as_of' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'a_stamp' LOOP
    EXECUTE format('ALTER FUNCTION public.%I(date, timestamptz) PARALLEL SAFE', reader);
  END LOOP;
END $$;
