/*
name = "{stage}_rate_{measure}"
label = { zh = "{stage_zh}率（{measure_zh}）", en = "{stage_en} rate ({measure_en})" }
unit = "1"
counts = "{measure_unit}"
value = "ratio"
order = 30
tells = ["stage_event", "stage_built", "measure"]

[definition]
zh = "期末日终存在的整备地块中，阶段事件“{stage_event_zh}”当日或之前已发生且未作废的地块所占比重，按{measure_zh}计（{measure_how_zh}）；0–1。{stage_among_zh}没有可计的对象时无数值。"
en = "Of the consolidation parcels that exist at the end of the last day, the share whose stage event “{stage_event}” happened by then and isn't voided, counted by {measure_en} ({measure_how_en}); 0–1. {stage_among_en}No number where there is nothing to count."

[each.stage.signing]
event = "signed"
built = false
zh = "签约"
en = "Signing"
event_zh = "签约"
among_zh = ""
among_en = ""

[each.stage.paid]
event = "paid"
built = false
zh = "补偿"
en = "Paid"
event_zh = "补偿"
among_zh = ""
among_en = ""

[each.stage.vacated]
event = "vacated"
built = true
zh = "腾空"
en = "Vacated"
event_zh = "清租腾空"
among_zh = "只计有建筑的地块（或已记有该事件的地块）。"
among_en = "Only parcels with buildings count (or for which that event is recorded). "

[each.stage.cleared]
event = "demolished"
built = true
zh = "清拆"
en = "Cleared"
event_zh = "清拆"
among_zh = "只计有建筑的地块（或已记有该事件的地块）。"
among_en = "Only parcels with buildings count (or for which that event is recorded). "

[each.measure.parcels]
unit = "parcels"
zh = "地块数"
en = "parcels"
how_zh = "每个地块计一"
how_en = "each parcel counts one"

[each.measure.area]
unit = "m²"
zh = "用地面积"
en = "area"
how_zh = "测量坐标系平面面积，按当日地块范围"
how_en = "planar, survey CRS, with the boundary of that day"

[each.measure.holders]
unit = "holders"
zh = "权利人"
en = "right holders"
how_zh = "地块的每位权利人计一，权利人随其地块的阶段事件计；地块分割后仍为同一权利人，各部分均到达方为到达"
how_en = "each right holder of a parcel counts one, and has reached what the parcel has by its events; who holds parts of a divided parcel is still one, and has reached what all of them have"

[each.measure.floor_area]
unit = "m²"
zh = "建筑面积"
en = "floor area"
how_zh = "地块登记的建筑面积，平方米"
how_en = "floor area recorded for the parcel, m²"
*/
WITH holders AS (  -- asked for nothing where holders don't count
  SELECT h.parcel, count(*) AS number
    FROM right_holders h WHERE %(measure)s = 'holders' AND h.carried_from IS NULL GROUP BY h.parcel),
of_parts AS (  -- whoever holds several parts of a divided parcel counts with one: the first that hasn't reached the stage
  SELECT o.parcel, count(*) AS number
    FROM (SELECT DISTINCT ON (h.carried_from) h.parcel
            FROM right_holders h
           CROSS JOIN LATERAL consolidation_parcel_on(h.parcel, %(last)s, %(known)s) p
            LEFT JOIN stage_events_as_of(%(last)s, %(known)s) e ON e.parcel = h.parcel AND e.stage = %(stage_event)s
           WHERE %(measure)s = 'holders' AND h.carried_from IS NOT NULL AND p.id IS NOT NULL
             AND (NOT %(stage_built)s OR e.id IS NOT NULL OR p.floor_area_m2 > 0)
           ORDER BY h.carried_from, e.id IS NOT NULL, h.parcel) o
   GROUP BY o.parcel),
measured AS (
  SELECT p.code, p.project, p.land_kind, e.happened_on, p.geom,
         (CASE %(measure)s WHEN 'parcels' THEN 1
                           WHEN 'area' THEN p.area_m2
                           WHEN 'holders' THEN coalesce(h.number, 0) + coalesce(o.number, 0)
                           WHEN 'floor_area' THEN round(coalesce(p.floor_area_m2, 0)::numeric, 6) END)::numeric AS "of"
    FROM consolidation_parcels_as_of(%(last)s, %(known)s) p
    LEFT JOIN stage_events_as_of(%(last)s, %(known)s) e ON e.parcel = p.code AND e.stage = %(stage_event)s
    LEFT JOIN holders h ON h.parcel = p.code
    LEFT JOIN of_parts o ON o.parcel = p.code
   WHERE NOT %(stage_built)s OR e.parcel IS NOT NULL OR p.floor_area_m2 > 0)
SELECT code, 'consolidation_parcels' AS layer, project, land_kind, happened_on AS date,
       CASE WHEN happened_on IS NULL THEN 0 ELSE "of" END AS amount, "of", geom
  FROM measured WHERE "of" > 0
