-- Contiguous industrial space (连片产业空间): which land is government land for industry on a day, and in which block it lies.

-- Completed industrial land, and reserved industrial land: vacant, state-held, inside industrial block lines, less what
-- was consolidated. Pieces don't overlap, so their areas may be added. Less than 1 m² outside the lines is drawing noise.
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

-- The pieces of industrial land that lie in a block: at most gap_m metres apart from one to the next, together at least
-- smallest_m2.
CREATE FUNCTION public.land_in_blocks(
  at date, known timestamptz DEFAULT now(), gap_m double precision DEFAULT 12, smallest_m2 numeric DEFAULT 30000)
RETURNS TABLE (code text, project text, since date, geom geometry, area_m2 numeric, block integer, block_m2 numeric)
LANGUAGE sql STABLE
AS $$
  WITH clustered AS (
    SELECT l.*, st_clusterdbscan(l.geom, gap_m, 1) OVER () AS block FROM industrial_land(at, known) l),
  measured AS (
    SELECT c.*, sum(c.area_m2) OVER (PARTITION BY c.block) AS block_m2 FROM clustered c)
  SELECT m.* FROM measured m WHERE m.block_m2 >= smallest_m2
$$;

-- Land that lies in a block on the day `later` and lay in none on the day `earlier` (with the days swapped: what was lost).
CREATE FUNCTION public.land_gained(
  earlier date, later date, known timestamptz, gap_m double precision DEFAULT 12, smallest_m2 numeric DEFAULT 30000)
RETURNS TABLE (code text, project text, since date, geom geometry, area_m2 numeric)
LANGUAGE sql STABLE
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
