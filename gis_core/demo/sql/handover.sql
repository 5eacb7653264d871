-- What became of land after it was handed over, by chance that hangs on the parcel's code alone: most of it lies in store,
-- some is let for a time, some was supplied, a little went back.
WITH stored AS (
  SELECT e.parcel, e.happened_on, e.recorded_at, e.recorded_by,
         ('x' || substr(md5('custody ' || e.parcel), 1, 4))::bit(16)::integer / 65536.0 AS chance
    FROM stage_events_as_of('infinity', 'infinity') e WHERE e.stage = 'stored'),
later AS (
  SELECT s.*, CASE WHEN chance < 0.25 THEN 'let' WHEN chance < 0.45 THEN 'supplied' WHEN chance < 0.5 THEN 'given_back' END AS state,
         s.happened_on + 40 + (chance * 400)::integer AS changed_on
    FROM stored s),
told AS (
  SELECT parcel, 'stored' AS state, happened_on, NULL::date AS until, recorded_at, recorded_by FROM stored
  UNION ALL
  SELECT parcel, state, changed_on, CASE WHEN state = 'let' THEN changed_on + 730 END,
         (changed_on + 2) + time '15:00', recorded_by
    FROM later WHERE state IS NOT NULL AND changed_on <= '2025-12-20')
INSERT INTO custody_events (parcel, state, happened_on, until, recorded_at, recorded_by)
SELECT * FROM told ORDER BY recorded_at, parcel, happened_on;

-- A note when a project began, and one on what holds it up.
INSERT INTO project_notes (project, note, recorded_at, recorded_by)
SELECT p.code, n.note, n.noted_at, coalesce(p.team, 'demo')
  FROM consolidation_projects p
 CROSS JOIN LATERAL (VALUES
   ('启动会已召开，现状调查由测绘单位实施（示意）', p.begun_on + 7 + time '10:00'),
   ('权利人对评估结果有异议，下周与股份公司再次协商（示意）', p.begun_on + 200 + time '16:30')) AS n (note, noted_at)
 WHERE n.noted_at < '2025-12-31' ORDER BY n.noted_at, p.code;
