/*
label = { zh = "市政道路通车", en = "Roads opened" }
unit = "roads"
whole = true

[definition]
zh = "通车日期在本期内的道路条数；同名路段计为一条，未命名的逐段计。"
en = "Number of roads opened to traffic in the period; stretches of one name count once, a stretch without a name by itself."

[year]
name = "roads_opened"
unit = { zh = "条", en = "roads" }
order = 4
*/
SELECT min(code) AS code, NULL::text AS project, min(opened_on) AS date, 1::numeric AS amount
  FROM roads_as_of(%(last)s, %(known)s)
 WHERE opened_on BETWEEN %(first)s AND %(last)s
 GROUP BY coalesce(name, code)
