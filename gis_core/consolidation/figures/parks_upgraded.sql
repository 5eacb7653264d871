/*
label = { zh = "旧工业园区改造", en = "Old industrial parks upgraded" }
unit = "parks"
whole = true
consolidation = false
order = 200

[definition]
zh = "改造完成日期在本期内的工业园区个数。"
en = "Number of industrial parks whose upgrading was finished in the period."

[year]
name = "parks_upgraded"
unit = { zh = "个", en = "parks" }
order = 3
*/
SELECT code, 'industrial_parks' AS layer, NULL::text AS project, NULL::text AS land_kind,
       upgraded_on AS date, 1::numeric AS amount, geom
  FROM industrial_parks_as_of(%(last)s, %(known)s)
 WHERE upgraded_on BETWEEN %(first)s AND %(last)s
