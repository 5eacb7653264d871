/*
label = { zh = "清拆建筑面积", en = "Floor area cleared" }
unit = "m²"
order = 12

[definition]
zh = "本期内阶段事件“清拆”所涉整备地块登记的建筑面积之和（按清拆当日的地块记录；已作废的事件不计）。"
en = "Sum of the floor areas recorded for the consolidation parcels whose stage event “demolished” happened in the period (as on record for that day; voided events don't count)."
*/
SELECT code, 'consolidation_parcels' AS layer, project, land_kind, happened_on AS date, floor_area_m2 AS amount, geom
  FROM parcels_at_events('demolished', %(last)s, %(known)s)
 WHERE happened_on >= %(first)s AND floor_area_m2 > 0
