-- The share of each candidate that lies in each consolidation parcel of the day, and (parcel null) in none.
WITH met AS MATERIALIZED (
  SELECT c.code, p.code AS parcel,
         CASE WHEN c.area_m2 > 0 THEN matian.shared_area(c.geom, p.geom) / c.area_m2 ELSE 1 END AS share
    FROM siting_candidates c
    JOIN at_consolidation_parcels p ON st_intersects(p.geom, c.geom))
SELECT code, parcel, share FROM met WHERE share > 0
UNION ALL
SELECT c.code, NULL, greatest(1 - coalesce(sum(m.share), 0), 0)
  FROM siting_candidates c LEFT JOIN met m USING (code)
 GROUP BY c.code
HAVING coalesce(sum(m.share), 0) < 0.999
