/*
label = { zh = "连片产业空间减少", en = "Contiguous industrial space lost" }
unit = "m²"
order = 21
parameters = { gap_m = 12, smallest_m2 = 30000 }

[definition]
zh = "期初前一日日终位于连片产业空间之内、而期末日终不在任何连片产业空间之内的土地面积（连片产业空间的定义同“连片产业空间释放”）。"
en = "Area of land that lay in a contiguous block at the end of the day before the first and lies in none at the end of the last day (blocks as in “contiguous industrial space released”)."
*/
SELECT code, CASE WHEN project IS NULL THEN 'parcels' ELSE 'consolidation_parcels' END AS layer, project,
       'industrial' AS land_kind, %(last)s::date AS date, area_m2 AS amount, geom
  FROM land_gained(%(last)s, %(first)s::date - 1, %(known)s, %(gap_m)s, %(smallest_m2)s::numeric)
