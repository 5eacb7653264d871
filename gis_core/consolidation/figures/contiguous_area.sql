/*
label = { zh = "连片产业空间释放", en = "Contiguous industrial space released" }
unit = "m²"
order = 20
parameters = { gap_m = 12, smallest_m2 = 30000 }

[definition]
zh = "期末日终位于连片产业空间之内、而期初前一日日终不在任何连片产业空间之内的土地面积。连片产业空间：整备完成的产业用地与储备产业用地（工业区块线内的国有空地）相互间距不超过 12 米、合计不少于 3 公顷的集合；已有连片空间的扩大计入，减少另计。"
en = "Area of land that lies in a contiguous block at the end of the last day and lay in none at the end of the day before the first. Block: completed industrial land and reserved industrial land (vacant and state-held, inside industrial block lines) at most 12 m apart, together at least 3 ha; growth of a block counts, losses are a figure of their own."

[year]
name = "contiguous_ha"
unit = { zh = "公顷", en = "ha" }
divisor = 10000
order = 2
*/
SELECT code, CASE WHEN project IS NULL THEN 'parcels' ELSE 'consolidation_parcels' END AS layer, project,
       'industrial' AS land_kind, coalesce(since, %(last)s::date) AS date, area_m2 AS amount, geom
  FROM land_gained(%(first)s::date - 1, %(last)s, %(known)s, %(gap_m)s, %(smallest_m2)s::numeric)
