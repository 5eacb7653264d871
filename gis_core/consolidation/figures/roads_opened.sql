/*
label = { zh = "市政道路通车", en = "Roads opened" }
unit = "roads"
whole = true
consolidation = false
order = 201

[definition]
zh = "通车日期在本期内的市政道路条数（注明非市政的不计）；同名路段计为一条，未命名的逐段计。"
en = "Number of municipal roads opened to traffic in the period (those marked as not municipal don't count); stretches of one name count once, a stretch without a name by itself."

[year]
name = "roads_opened"
unit = { zh = "条", en = "roads" }
order = 4
*/
SELECT min(code) AS code, 'roads' AS layer, NULL::text AS project, NULL::text AS land_kind,
       min(opened_on) AS date, 1::numeric AS amount, (array_agg(geom ORDER BY code))[1] AS geom
  FROM roads_as_of(%(last)s, %(known)s)
 WHERE opened_on BETWEEN %(first)s AND %(last)s AND municipal IS NOT FALSE
 GROUP BY coalesce(name, code)
