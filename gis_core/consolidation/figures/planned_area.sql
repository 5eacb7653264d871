/*
label = { zh = "计划整备面积", en = "Area planned to be completed" }
unit = "m²"
order = 13

[definition]
zh = "各项目季度整备任务面积中落在本期各日的部分之和：季度任务按日均摊，累计值取整到平方毫米，故各期相加与季度任务完全一致。任务取现行计划；按片区、社区统计时整个项目计入其红线内部点所在处。"
en = "The part of the projects' quarterly targets that falls on the days of the period: a quarter's target is spread over its days, its running total rounded to the square millimetre, so that periods add up to the quarter exactly. Targets are those of the present plan; for a zone or community a project counts wholly where a point on its red line's surface lies."
*/
WITH months AS MATERIALIZED (  -- the days of each month that lie in the period, counted from the first of its quarter
  SELECT extract(year FROM q.begins)::integer AS year, extract(quarter FROM q.begins)::integer AS quarter, d.until,
         greatest(m::date, %(first)s::date) - q.begins AS before, d.until + 1 - q.begins AS by_then,
         (q.begins + interval '3 months')::date - q.begins AS days
    FROM generate_series(date_trunc('month', %(first)s::date::timestamp), %(last)s::date::timestamp, interval '1 month') m
   CROSS JOIN LATERAL (SELECT date_trunc('quarter', m)::date AS begins) q
   CROSS JOIN LATERAL (SELECT least((m + interval '1 month')::date - 1, %(last)s::date) AS until) d),
targets AS (  -- in mm²: whole numbers are exact, and ten times as quick as numeric ones
  SELECT t.*, (t.area_m2 * 1000000)::bigint AS area_mm2 FROM project_targets t
   WHERE t.year BETWEEN extract(year FROM %(first)s::date)::integer AND extract(year FROM %(last)s::date)::integer),
shared AS MATERIALIZED (  -- the running total area * by_then / days, rounded, less the one before; no product overflows
  SELECT t.project, t.land_kind, m.until,
         t.area_mm2 / m.days * (m.by_then - m.before)
         + (2 * (t.area_mm2 %% m.days) * m.by_then + m.days) / (2 * m.days)
         - (2 * (t.area_mm2 %% m.days) * m.before + m.days) / (2 * m.days) AS area_mm2
    FROM targets t JOIN months m ON m.year = t.year AND m.quarter = t.quarter)
SELECT s.project AS code, 'consolidation_projects' AS layer, s.project, s.land_kind, s.until AS date,
       s.area_mm2 * 0.000001 AS amount, p.geom
  FROM shared s LEFT JOIN consolidation_projects p ON p.code = s.project
 WHERE s.area_mm2 <> 0
