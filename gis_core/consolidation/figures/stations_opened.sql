/*
label = { zh = "长者服务站点建成", en = "Elderly-care stations opened" }
unit = "stations"
whole = true
consolidation = false
order = 203

[definition]
zh = "开放日期在本期内的居家社区养老服务站点个数。"
en = "Number of home-and-community elderly-care stations that opened in the period."

[year]
name = "stations_opened"
unit = { zh = "个", en = "stations" }
order = 6
*/
SELECT code, 'facilities' AS layer, NULL::text AS project, NULL::text AS land_kind,
       opened_on AS date, 1::numeric AS amount, geom
  FROM facilities_as_of(%(last)s, %(known)s)
 WHERE kind = 'elderly_station' AND opened_on BETWEEN %(first)s AND %(last)s
