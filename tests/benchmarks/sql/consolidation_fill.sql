-- {count} parcels of 2,000 m² in projects of 1,500, in rows of 1,000; each has gone through up to ten stages within nine
-- years, and about two thirds of them through all. Every event stands, as the trigger would have written it, in the parcel
-- too: a version a stage, the newest one live.
CREATE TEMP TABLE steps AS
SELECT n, s.code AS stage, s.position, count(*) OVER (PARTITION BY n) AS steps,
       date '2016-01-01' + ((n::bigint * 7919) % 2600 + s.position * (20 + (n::bigint * 31) % 60))::integer AS happened_on
  FROM generate_series(0, {count} - 1) n
  JOIN stages s ON s.position <= CASE WHEN n % 3 < 2 THEN 10 ELSE 1 + n % 7 END;

INSERT INTO consolidation_projects (code, name, project_type, geom, valid_from, updated_at)
SELECT 'P' || lpad(p::text, 4, '0'), '项目' || p, (ARRAY['interest_sharing', 'expropriation', 'urban_renewal'])[1 + p % 3],
       st_multi(st_makeenvelope(490000, 2510000 + p * 67, 535000, 2510060 + p * 67, 4547)), '2015-12-01', '2015-12-01'
  FROM generate_series(0, ({count} - 1) / 1500) p;

INSERT INTO consolidation_parcels (code, project, land_kind, stage, stage_since, floor_area_m2, geom, valid_from, updated_at)
SELECT 'Z' || lpad(n::text, 7, '0'), 'P' || lpad((n / 1500)::text, 4, '0'),
       (ARRAY['industrial', 'livelihood', 'residential'])[1 + n % 3], t.stage, t.happened_on, (n % 5) * 700.5,
       st_multi(st_makeenvelope(490000 + (n % 1000) * 45, 2510000 + (n / 1000) * 45,
                                490000 + (n % 1000) * 45 + 44.7, 2510000 + (n / 1000) * 45 + 44.7, 4547)),
       t.happened_on, t.happened_on + time '12:00'
  FROM steps t WHERE t.position = t.steps;

INSERT INTO consolidation_parcels_history (
  id, code, project, land_kind, stage, stage_since, floor_area_m2, geom, area_m2, geom_3857, valid_from, source, revision,
  updated_at, updated_by, superseded_at, superseded_on, superseded_by)
SELECT p.id, p.code, p.project, p.land_kind, b.stage, b.happened_on, p.floor_area_m2, p.geom, p.area_m2, p.geom_3857,
       coalesce(b.happened_on, t.happened_on - 100), '', t.position, coalesce(b.happened_on, t.happened_on - 100) + time '12:00',
       'bench', t.happened_on + time '12:00', t.happened_on, 'bench'
  FROM steps t
  LEFT JOIN steps b ON b.n = t.n AND b.position = t.position - 1
  JOIN consolidation_parcels p ON p.code = 'Z' || lpad(t.n::text, 7, '0');

INSERT INTO stage_events (parcel, stage, happened_on, recorded_at)
SELECT 'Z' || lpad(n::text, 7, '0'), stage, happened_on, happened_on + time '12:00' FROM steps ORDER BY happened_on, n;

-- One event in a thousand was voided the day after by one that says the same.
INSERT INTO stage_events (parcel, stage, happened_on, voids, recorded_at)
SELECT parcel, stage, happened_on, id, recorded_at + interval '1 day' FROM stage_events WHERE id % 1000 = 0;

INSERT INTO right_holders (parcel, kind, land_m2, floor_m2)
SELECT code, 'household', area_m2 / 2, 0 FROM consolidation_parcels, generate_series(1, 2);

INSERT INTO project_targets (project, year, quarter, land_kind, area_m2)
SELECT code, year, quarter, 'industrial', 50000
  FROM consolidation_projects, generate_series(2016, 2025) year, generate_series(1, 4) quarter;
