/*
label = { zh = "当前阶段停留天数（中位数）", en = "Days in the present stage (median)" }
unit = "days"
value = "median"
order = 50

[definition]
zh = "期末日终存在且尚未到达最后阶段的整备地块，自进入其当前阶段（已到达的最远阶段）至期末（不晚于记录时点）的天数；取中位数。"
en = "Of the consolidation parcels that exist at the end of the last day and haven't reached the last stage: days since each entered the stage that it is in (the furthest reached), up to the last day (not beyond the instant of recording); the median."
*/
SELECT p.code, 'consolidation_parcels' AS layer, p.project, p.land_kind, s.since AS date,
       (least(%(last)s::date, %(known)s::timestamptz::date) - s.since)::numeric AS amount, p.geom
  FROM consolidation_parcels_as_of(%(last)s, %(known)s) p
  JOIN stages_on(%(last)s, %(known)s) s ON s.code = p.code
 WHERE s.position < (SELECT max(position) FROM stages)
