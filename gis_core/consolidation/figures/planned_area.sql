/*
label = { zh = "计划整备面积", en = "Area planned to be completed" }
unit = "m²"
order = 13

[definition]
zh = "各项目季度整备任务面积中落在本期各日的部分之和：季度任务按日均摊，累计值取整到平方毫米，故各期相加与季度任务完全一致。任务取现行计划；按片区、社区统计时整个项目计入其红线内部点所在处。"
en = "The part of the projects' quarterly targets that falls on the days of the period: a quarter's target is spread over its days, its running total rounded to the square millimetre, so that periods add up to the quarter exactly. Targets are those of the present plan; for a zone or community a project counts wholly where a point on its red line's surface lies."
*/
WITH months AS (  -- the days of each month that lie in the period, counted from the first of their quarter
  SELECT extract(year FROM q.begins)::integer AS year, extract(quarter FROM q.begins)::integer AS quarter, d.until,
         (greatest(m::date, %(first)s::date) - q.begins)::numeric AS before, (d.until + 1 - q.begins)::numeric AS by_then,
         ((q.begins + interval '3 months')::date - q.begins)::numeric AS days
    FROM generate_series(date_trunc('month', %(first)s::date::timestamp), %(last)s::date::timestamp, interval '1 month') m
   CROSS JOIN LATERAL (SELECT date_trunc('quarter', m)::date AS begins) q
   CROSS JOIN LATERAL (SELECT least((m + interval '1 month')::date - 1, %(last)s::date) AS until) d),
shared AS MATERIALIZED (  -- so that each share is worked out once
  SELECT t.project, t.land_kind, m.until,
         CASE WHEN m.by_then = m.days THEN t.area_m2 ELSE round(t.area_m2 * m.by_then / m.days, 6) END
         - CASE WHEN m.before = 0 THEN 0 ELSE round(t.area_m2 * m.before / m.days, 6) END AS area_m2
    FROM project_targets t JOIN months m ON m.year = t.year AND m.quarter = t.quarter)
SELECT s.project AS code, 'consolidation_projects' AS layer, s.project, s.land_kind, s.until AS date,
       s.area_m2 AS amount, p.geom
  FROM shared s LEFT JOIN consolidation_projects p ON p.code = s.project
 WHERE s.area_m2 <> 0
