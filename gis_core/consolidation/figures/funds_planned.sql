/*
label = { zh = "计划资金", en = "Funds planned" }
unit = "CNY"
money = true
order = 70

[definition]
zh = "各项目季度资金计划中落在本期各日的部分之和（元）：按日均摊，累计值取整到分，故各期相加与季度计划完全一致。取现行计划。"
en = "The part of the projects' quarterly fund plans that falls on the days of the period (yuan): spread over the quarter's days, the running total rounded to the fen, so that periods add up to the quarter exactly. The present plan."
*/
WITH quarters AS (
  SELECT f.*, q.begins, (q.begins + interval '3 months')::date AS ends
    FROM project_funds f
   CROSS JOIN LATERAL (SELECT make_date(f.year, f.quarter * 3 - 2, 1) AS begins) q
   WHERE q.begins <= %(last)s::date AND %(first)s::date < q.begins + interval '3 months'),
shared AS (
  SELECT q.project, least(q.ends - 1, %(last)s::date) AS until,
         round(q.planned_yuan * (least(q.ends, %(last)s::date + 1) - q.begins) / (q.ends - q.begins), 2)
         - round(q.planned_yuan * (greatest(q.begins, %(first)s::date) - q.begins) / (q.ends - q.begins), 2) AS yuan
    FROM quarters q)
SELECT s.project AS code, 'consolidation_projects' AS layer, s.project, NULL::text AS land_kind, s.until AS date,
       s.yuan AS amount, p.geom
  FROM shared s LEFT JOIN consolidation_projects p ON p.code = s.project
 WHERE s.yuan <> 0
