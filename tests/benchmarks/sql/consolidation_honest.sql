-- Of every 3,001st parcel: the days on which its versions and the events disagree about the stage or since when.
WITH sample AS (
  SELECT code, row_number() OVER (ORDER BY code) AS n FROM consolidation_parcels),
asked AS (
  SELECT s.code, d::date AS day FROM sample s, generate_series(date '2015-06-30', '2025-06-30', interval '97 days') d
   WHERE s.n % 3001 = 1)
SELECT a.code, a.day, v.stage, v.stage_since, r.stage AS reached, r.since
  FROM asked a
  JOIN LATERAL (SELECT p.stage, p.stage_since FROM consolidation_parcels_as_of(a.day) p WHERE p.code = a.code LIMIT 1) v ON true
  LEFT JOIN LATERAL (SELECT t.stage, t.since FROM matian.stage_steps(a.code) t WHERE t.since <= a.day AND a.day < t.until) r ON true
 WHERE (v.stage, v.stage_since) IS DISTINCT FROM (r.stage, r.since)
