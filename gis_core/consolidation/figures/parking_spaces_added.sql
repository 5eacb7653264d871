/*
label = { zh = "新增停车泊位", en = "Parking spaces added" }
unit = "spaces"
whole = true
consolidation = false
order = 202

[definition]
zh = "启用日期在本期内的停车场（路外、路内、临时）泊位数之和。"
en = "Spaces of car parks (off-street, roadside, temporary) that came into use in the period."

[year]
name = "parking_spaces_added"
unit = { zh = "个", en = "spaces" }
order = 5
*/
SELECT code, 'parking' AS layer, NULL::text AS project, NULL::text AS land_kind,
       opened_on AS date, spaces::numeric AS amount, geom
  FROM parking_as_of(%(last)s, %(known)s)
 WHERE opened_on BETWEEN %(first)s AND %(last)s AND spaces > 0
