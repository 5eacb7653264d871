/*
label = { zh = "整备完成面积", en = "Land consolidation completed" }
unit = "m²"
order = 10

[definition]
zh = "本期内阶段事件“整备完成”所涉整备地块的面积之和（测量坐标系平面面积，按完成当日的地块范围；已作废的事件不计；尚未移交入库的也计入）。"
en = "Sum of the areas of consolidation parcels whose stage event “completed” happened in the period (planar, survey CRS, with the boundary of that day; voided events don't count; land not yet stored counts)."

[year]
name = "completed_ha"
unit = { zh = "公顷", en = "ha" }
divisor = 10000
order = 1
*/
SELECT code, 'consolidation_parcels' AS layer, project, land_kind, happened_on AS date, area_m2 AS amount, geom
  FROM parcels_that_reached('completed', %(last)s, %(known)s)
 WHERE happened_on >= %(first)s
