/*
label = { zh = "移交入库面积", en = "Land stored" }
unit = "m²"
order = 11

[definition]
zh = "本期内阶段事件“移交入库”所涉整备地块的面积之和（测量坐标系平面面积，按入库当日的地块范围；已作废的事件不计）。与“整备完成”分别统计。"
en = "Sum of the areas of consolidation parcels whose stage event “stored” happened in the period (planar, survey CRS, with the boundary of that day; voided events don't count). Counted apart from “completed”."
*/
SELECT code, 'consolidation_parcels' AS layer, project, land_kind, happened_on AS date, area_m2 AS amount, geom
  FROM parcels_that_reached('stored', %(last)s, %(known)s)
 WHERE happened_on >= %(first)s
