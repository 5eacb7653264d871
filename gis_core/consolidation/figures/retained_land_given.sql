/*
label = { zh = "已落实留用地", en = "Retained land given" }
unit = "m²"
order = 61

[definition]
zh = "落实日期在本期内、期末状态为“已落实”或“已开发”的留用土地面积之和（测量坐标系平面面积）。"
en = "Area of retained land that was given in the period and is “given” or “developed” at its end (planar, survey CRS)."
*/
SELECT code, 'retained_land' AS layer, project, NULL::text AS land_kind, given_on AS date, area_m2 AS amount, geom
  FROM retained_land_as_of(%(last)s, %(known)s)
 WHERE state IN ('given', 'built') AND given_on BETWEEN %(first)s AND %(last)s
