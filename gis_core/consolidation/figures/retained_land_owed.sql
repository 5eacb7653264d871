/*
label = { zh = "待落实留用地", en = "Retained land owed" }
unit = "m²"
order = 60

[definition]
zh = "期末日终状态为“应落实”或“已选址”的留用土地面积之和（测量坐标系平面面积）。"
en = "Area of retained land whose state at the end of the last day is “owed” or “sited” (planar, survey CRS)."
*/
SELECT code, 'retained_land' AS layer, project, NULL::text AS land_kind, valid_from AS date, area_m2 AS amount, geom
  FROM retained_land_as_of(%(last)s, %(known)s)
 WHERE state IN ('owed', 'sited')
