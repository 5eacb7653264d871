-- What is left of parcels without buildings and a strip around them, roadways, water, parks and car parks, opened by half
-- of the least width. Plots of one parcel are numbered from the largest on.
INSERT INTO siting_candidates
WITH open_land AS MATERIALIZED (
  SELECT p.code, p.geom, p.land_use
    FROM parcels_as_of(%(at)s, %(known)s) p
   WHERE p.area_m2 >= %(smallest)s AND NOT coalesce(p.land_use LIKE ANY (%(in_use)s::text[]), false)),
taken AS (
  SELECT o.code, st_union(t.geom) AS geom
    FROM open_land o
   CROSS JOIN LATERAL (
     SELECT st_buffer(b.geom, %(setback)s, 'quad_segs=2') AS geom
       FROM buildings_as_of(%(at)s, %(known)s) b WHERE st_dwithin(b.geom, o.geom, %(setback)s)
     UNION ALL
     SELECT st_buffer(r.geom, greatest(coalesce(r.width_m, 0), 0.1) / 2, 'endcap=flat quad_segs=2')
       FROM roads_as_of(%(at)s, %(known)s) r WHERE st_dwithin(r.geom, o.geom, coalesce(r.width_m, 0) / 2)
     UNION ALL
     SELECT w.geom FROM water_as_of(%(at)s, %(known)s) w WHERE st_intersects(w.geom, o.geom)
     UNION ALL
     SELECT g.geom FROM pocket_parks_as_of(%(at)s, %(known)s) g WHERE st_intersects(g.geom, o.geom)
     UNION ALL
     SELECT k.geom FROM parking_as_of(%(at)s, %(known)s) k WHERE st_intersects(k.geom, o.geom)) t
   GROUP BY o.code),
opened AS (
  SELECT o.code, o.land_use,
         st_intersection(f.geom, st_buffer(st_buffer(f.geom, -%(half)s, 'join=mitre'), %(half)s, 'quad_segs=4')) AS geom
    FROM open_land o LEFT JOIN taken t USING (code)
   CROSS JOIN LATERAL (SELECT CASE WHEN t.geom IS NULL THEN o.geom ELSE st_difference(o.geom, t.geom) END AS geom) f),
plots AS (
  SELECT o.code, o.land_use, d.geom, st_area(d.geom) AS area_m2
    FROM opened o, LATERAL st_dump(st_collectionextract(o.geom, 3)) d
   WHERE st_area(d.geom) >= %(smallest)s)
SELECT code || '/' || row_number() OVER (PARTITION BY code ORDER BY area_m2 DESC, st_xmin(geom), st_ymin(geom)), geom,
       area_m2, land_use
  FROM plots
