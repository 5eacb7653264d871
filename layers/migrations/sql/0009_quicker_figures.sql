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

-- Land that lies in a block on the day `later` and lay in none on the day `earlier` (with the days swapped: what was lost).
-- Pieces of one day don't overlap: so a piece that came anew can share ground only with pieces that are no more, and each
-- is held against those few.
CREATE OR REPLACE FUNCTION public.land_gained(
  earlier date, later date, known timestamptz, gap_m double precision DEFAULT 12, smallest_m2 numeric DEFAULT 30000)
RETURNS TABLE (code text, project text, since date, geom geometry, area_m2 numeric)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  WITH had AS MATERIALIZED (SELECT * FROM land_in_blocks(earlier, known, gap_m, smallest_m2)),
  has AS MATERIALIZED (SELECT * FROM land_in_blocks(later, known, gap_m, smallest_m2)),
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
ALTER FUNCTION public.industrial_land(date, timestamptz) PARALLEL SAFE;
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
