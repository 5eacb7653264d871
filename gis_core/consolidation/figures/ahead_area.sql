/*
label = { zh = "超前（滞后为负）", en = "Ahead of the plan (behind: negative)" }
unit = "m²"
order = 14

[definition]
zh = "本期整备完成面积减去本期计划整备面积（两者定义同各自指标）；正为超前，负为滞后。完成的地块为正，各月任务为负。"
en = "Area completed in the period less the area planned for it (both as defined by their own figures); positive is ahead, negative behind. Parcels completed count positive, the months' targets negative."
*/
SELECT code, layer, project, land_kind, date, amount, geom FROM ({completed_area}) done
UNION ALL
SELECT code, layer, project, land_kind, date, -amount, geom FROM ({planned_area}) planned
