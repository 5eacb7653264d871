-- What is left of parcels without buildings and a strip around them, roadways, water, parks and car parks, opened by half
-- of the least width. Plots of one parcel are numbered from the largest on.
INSERT INTO siting_candidates
WITH open_land AS MATERIALIZED (
  SELECT p.code, p.geom, p.land_use
    FROM at_parcels p
   WHERE p.area_m2 >= %(smallest)s AND NOT coalesce(p.land_use LIKE ANY (%(in_use)s::text[]), false)),
taken AS (
  SELECT o.code, st_union(t.geom) AS geom
    FROM open_land o
   CROSS JOIN LATERAL (
     SELECT st_buffer(st_collect(b.geom), %(setback)s, 'quad_segs=1') AS geom
       FROM at_buildings b WHERE st_dwithin(o.geom, b.geom, %(setback)s)
     UNION ALL
     SELECT st_buffer(r.geom, greatest(coalesce(r.width_m, 0), 0.1) / 2, 'endcap=flat quad_segs=1')
       FROM at_roads r 
      WHERE st_dwithin(o.geom, r.geom, %(widest)s / 2) AND st_dwithin(o.geom, r.geom, coalesce(r.width_m, 0) / 2)
     UNION ALL
     SELECT w.geom FROM at_water w WHERE st_intersects(o.geom, w.geom)
     UNION ALL
     SELECT g.geom FROM at_pocket_parks g WHERE st_intersects(o.geom, g.geom)
     UNION ALL
     SELECT k.geom FROM at_parking k WHERE st_intersects(o.geom, k.geom)) t
   GROUP BY o.code),
free AS MATERIALIZED (
  SELECT o.code, o.land_use, CASE WHEN t.geom IS NULL THEN o.geom ELSE st_difference(o.geom, t.geom) END AS geom
    FROM open_land o LEFT JOIN taken t USING (code)),
opened AS (
  SELECT f.code, f.land_use, st_intersection(f.geom, st_buffer(core.geom, %(half)s, 'join=mitre mitre_limit=2.5')) AS geom
    FROM free f
   CROSS JOIN LATERAL (SELECT st_buffer(f.geom, -%(half)s, 'join=mitre mitre_limit=2.5') AS geom) core
   WHERE st_area(f.geom) >= %(smallest)s AND NOT st_isempty(core.geom)),
plots AS (
  SELECT o.code, o.land_use, d.geom, st_area(d.geom) AS area_m2
    FROM opened o, LATERAL st_dump(st_collectionextract(o.geom, 3)) d
   WHERE st_area(d.geom) >= %(smallest)s)
SELECT code || '/' || row_number() OVER (PARTITION BY code ORDER BY area_m2 DESC, st_xmin(geom), st_ymin(geom)), geom,
       area_m2, land_use
  FROM plots
