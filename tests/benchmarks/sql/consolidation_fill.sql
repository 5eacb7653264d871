-- {count} parcels of 2,000 m² in projects of 1,500, in rows of 1,000, a kind of land in six rows at a time; each has gone
-- through up to ten stages within nine years, and about two thirds of them through all. Every event stands, as the trigger
-- would have written it, in the parcel too: a version a stage, the newest one live. A line of `--` alone stands between two
-- statements.
CREATE TEMP TABLE steps AS
SELECT n, s.code AS stage, b.code AS before, s.position, g.steps,
       date '2016-01-01' + (g.start + s.position * g.pace) AS happened_on,
       date '2016-01-01' + (g.start + CASE WHEN s.position > 1 THEN (s.position - 1) * g.pace ELSE g.pace - 100 END) AS since
  FROM generate_series(0, {count} - 1) n
 CROSS JOIN LATERAL (SELECT CASE WHEN n % 3 < 2 THEN 10 ELSE 1 + n % 7 END AS steps,
                            ((n::bigint * 7919) % 2600)::integer AS start, (20 + (n::bigint * 31) % 60)::integer AS pace) g
  JOIN stages s ON s.position <= g.steps
  LEFT JOIN stages b ON b.position = s.position - 1
--
ANALYZE steps
--
INSERT INTO consolidation_projects (code, name, project_type, geom, valid_from, updated_at)
SELECT 'P' || lpad(p::text, 4, '0'), '项目' || p, (ARRAY['interest_sharing', 'expropriation', 'urban_renewal'])[1 + p % 3],
       st_multi(st_makeenvelope(490000, 2510000 + p * 67, 535000, 2510060 + p * 67, 4547)), '2015-12-01', '2015-12-01'
  FROM generate_series(0, ({count} - 1) / 1500) p
--
INSERT INTO consolidation_parcels (
  code, project, land_kind, stage, stage_since, floor_area_m2, geom, valid_from, revision, updated_at, updated_by)
SELECT 'Z' || lpad(n::text, 7, '0'), 'P' || lpad((n / 1500)::text, 4, '0'),
       (ARRAY['industrial', 'livelihood', 'residential'])[1 + n / 6000 % 3], t.stage, t.happened_on, (n % 5) * 700.5,
       st_multi(st_makeenvelope(490000 + (n % 1000) * 45, 2510000 + (n / 1000) * 45,
                                490000 + (n % 1000) * 45 + 44.7, 2510000 + (n / 1000) * 45 + 44.7, 4547)),
       t.happened_on, t.steps + 1, t.happened_on + time '12:00', 'bench'
  FROM steps t WHERE t.position = t.steps
--
ANALYZE consolidation_parcels
--
INSERT INTO consolidation_parcels_history (
  id, code, project, land_kind, stage, stage_since, floor_area_m2, geom, area_m2, geom_3857, valid_from, source, revision,
  updated_at, updated_by, superseded_at, superseded_on, superseded_by)
SELECT p.id, p.code, p.project, p.land_kind, t.before, CASE WHEN t.before IS NOT NULL THEN t.since END, p.floor_area_m2,
       p.geom, p.area_m2, p.geom_3857, t.since, '', t.position, t.since + time '12:00', 'bench',
       t.happened_on + time '12:00', t.happened_on, 'bench'
  FROM steps t JOIN consolidation_parcels p ON p.code = 'Z' || lpad(t.n::text, 7, '0')
--
INSERT INTO stage_events (parcel, stage, happened_on, recorded_at, recorded_by)
SELECT 'Z' || lpad(n::text, 7, '0'), stage, happened_on, happened_on + time '12:00', 'bench' FROM steps ORDER BY happened_on, n
--
-- One event in a thousand was voided the day after by one that says the same.
INSERT INTO stage_events (parcel, stage, happened_on, voids, recorded_at, recorded_by)
SELECT parcel, stage, happened_on, id, recorded_at + interval '1 day', 'bench' FROM stage_events WHERE id % 1000 = 0
--
INSERT INTO right_holders (parcel, kind, land_m2, floor_m2)
SELECT code, 'household', area_m2 / 2, 0 FROM consolidation_parcels, generate_series(1, 2)
--
INSERT INTO project_targets (project, year, quarter, land_kind, area_m2)
SELECT code, year, quarter, 'industrial', 50000
  FROM consolidation_projects, generate_series(2016, 2025) year, generate_series(1, 4) quarter
