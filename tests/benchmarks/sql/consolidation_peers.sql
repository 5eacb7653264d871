-- The plainest correct statements: no functions of ours, the same numbers. An event counts unless another one voids it; a
-- parcel counts with its version of the day, live or superseded.

-- figure: completed_area
SELECT coalesce(sum(v.area_m2), 0)
  FROM stage_events e
  JOIN (SELECT code, area_m2, valid_from, date 'infinity' AS until FROM consolidation_parcels
        UNION ALL
        SELECT code, area_m2, valid_from, superseded_on FROM consolidation_parcels_history WHERE recorded_to = 'infinity') v
    ON v.code = e.parcel AND v.valid_from <= e.happened_on AND e.happened_on < v.until
 WHERE e.stage = 'completed' AND e.happened_on BETWEEN %(first)s AND %(last)s
   AND NOT EXISTS (SELECT FROM stage_events c WHERE c.voids = e.id)

-- figure: stored_area
SELECT coalesce(sum(v.area_m2), 0)
  FROM stage_events e
  JOIN (SELECT code, area_m2, valid_from, date 'infinity' AS until FROM consolidation_parcels
        UNION ALL
        SELECT code, area_m2, valid_from, superseded_on FROM consolidation_parcels_history WHERE recorded_to = 'infinity') v
    ON v.code = e.parcel AND v.valid_from <= e.happened_on AND e.happened_on < v.until
 WHERE e.stage = 'stored' AND e.happened_on BETWEEN %(first)s AND %(last)s
   AND NOT EXISTS (SELECT FROM stage_events c WHERE c.voids = e.id)

-- figure: cleared_floor_area
SELECT coalesce(sum(v.floor_area_m2::numeric), 0)
  FROM stage_events e
  JOIN (SELECT code, floor_area_m2, valid_from, date 'infinity' AS until FROM consolidation_parcels
        UNION ALL
        SELECT code, floor_area_m2, valid_from, superseded_on FROM consolidation_parcels_history WHERE recorded_to = 'infinity') v
    ON v.code = e.parcel AND v.valid_from <= e.happened_on AND e.happened_on < v.until
 WHERE e.stage = 'demolished' AND e.happened_on BETWEEN %(first)s AND %(last)s
   AND NOT EXISTS (SELECT FROM stage_events c WHERE c.voids = e.id)

-- figure: signing_rate_parcels
SELECT count(e.id)::numeric / count(*)
  FROM (SELECT code FROM consolidation_parcels WHERE valid_from <= %(last)s
        UNION ALL
        SELECT code FROM consolidation_parcels_history
         WHERE recorded_to = 'infinity' AND valid_from <= %(last)s AND %(last)s < superseded_on) v
  LEFT JOIN stage_events e
    ON e.parcel = v.code AND e.stage = 'signed' AND e.happened_on <= %(last)s
   AND NOT EXISTS (SELECT FROM stage_events c WHERE c.voids = e.id)

-- figure: paid_rate_parcels
SELECT count(e.id)::numeric / count(*)
  FROM (SELECT code FROM consolidation_parcels WHERE valid_from <= %(last)s
        UNION ALL
        SELECT code FROM consolidation_parcels_history
         WHERE recorded_to = 'infinity' AND valid_from <= %(last)s AND %(last)s < superseded_on) v
  LEFT JOIN stage_events e
    ON e.parcel = v.code AND e.stage = 'paid' AND e.happened_on <= %(last)s
   AND NOT EXISTS (SELECT FROM stage_events c WHERE c.voids = e.id)

-- figure: signing_rate_area
SELECT coalesce(sum(v.area_m2) FILTER (WHERE e.id IS NOT NULL), 0) / sum(v.area_m2)
  FROM (SELECT code, area_m2 FROM consolidation_parcels WHERE valid_from <= %(last)s
        UNION ALL
        SELECT code, area_m2 FROM consolidation_parcels_history
         WHERE recorded_to = 'infinity' AND valid_from <= %(last)s AND %(last)s < superseded_on) v
  LEFT JOIN stage_events e
    ON e.parcel = v.code AND e.stage = 'signed' AND e.happened_on <= %(last)s
   AND NOT EXISTS (SELECT FROM stage_events c WHERE c.voids = e.id)

-- figure: signing_rate_holders
SELECT count(*) FILTER (WHERE e.id IS NOT NULL)::numeric / count(*)
  FROM (SELECT code FROM consolidation_parcels WHERE valid_from <= %(last)s
        UNION ALL
        SELECT code FROM consolidation_parcels_history
         WHERE recorded_to = 'infinity' AND valid_from <= %(last)s AND %(last)s < superseded_on) v
  JOIN right_holders h ON h.parcel = v.code
  LEFT JOIN stage_events e
    ON e.parcel = v.code AND e.stage = 'signed' AND e.happened_on <= %(last)s
   AND NOT EXISTS (SELECT FROM stage_events c WHERE c.voids = e.id)

-- figure: days_in_stage
SELECT (percentile_cont(0.5) WITHIN GROUP (ORDER BY %(last)s::date - f.happened_on))::numeric
  FROM (SELECT code FROM consolidation_parcels WHERE valid_from <= %(last)s
        UNION ALL
        SELECT code FROM consolidation_parcels_history
         WHERE recorded_to = 'infinity' AND valid_from <= %(last)s AND %(last)s < superseded_on) v
  JOIN (SELECT DISTINCT ON (e.parcel) e.parcel, s.position, e.happened_on
          FROM stage_events e JOIN stages s ON s.code = e.stage
         WHERE e.happened_on <= %(last)s AND NOT EXISTS (SELECT FROM stage_events c WHERE c.voids = e.id)
         ORDER BY e.parcel, s.position DESC) f ON f.parcel = v.code
 WHERE f.position < 10

-- figure: planned_area
SELECT sum(area_m2) FROM project_targets WHERE year = extract(year FROM %(first)s::date)

-- figure: ahead_area
SELECT (SELECT coalesce(sum(v.area_m2), 0)
          FROM stage_events e
          JOIN (SELECT code, area_m2, valid_from, date 'infinity' AS until FROM consolidation_parcels
                UNION ALL
                SELECT code, area_m2, valid_from, superseded_on FROM consolidation_parcels_history WHERE recorded_to = 'infinity') v
            ON v.code = e.parcel AND v.valid_from <= e.happened_on AND e.happened_on < v.until
         WHERE e.stage = 'completed' AND e.happened_on BETWEEN %(first)s AND %(last)s
           AND NOT EXISTS (SELECT FROM stage_events c WHERE c.voids = e.id))
       - (SELECT sum(area_m2) FROM project_targets WHERE year = extract(year FROM %(first)s::date))

-- Here no land is reserved and no boundary ever changes, so that what lies in a block may be told by code.
-- figure: contiguous_area
WITH land AS (
  SELECT e.happened_on, v.code, v.area_m2, v.geom
    FROM stage_events e
    JOIN (SELECT code, land_kind, area_m2, geom, valid_from, date 'infinity' AS until FROM consolidation_parcels
          UNION ALL
          SELECT code, land_kind, area_m2, geom, valid_from, superseded_on
            FROM consolidation_parcels_history WHERE recorded_to = 'infinity') v
      ON v.code = e.parcel AND v.valid_from <= e.happened_on AND e.happened_on < v.until
   WHERE e.stage = 'completed' AND v.land_kind = 'industrial' AND e.happened_on <= %(last)s
     AND NOT EXISTS (SELECT FROM stage_events c WHERE c.voids = e.id)),
later AS (
  SELECT code, area_m2, sum(area_m2) OVER (PARTITION BY block) AS block_m2
    FROM (SELECT l.*, st_clusterdbscan(l.geom, 12, 1) OVER () AS block FROM land l) clustered),
earlier AS (
  SELECT code, sum(area_m2) OVER (PARTITION BY block) AS block_m2
    FROM (SELECT l.*, st_clusterdbscan(l.geom, 12, 1) OVER () AS block FROM land l WHERE l.happened_on < %(first)s) clustered)
SELECT coalesce(sum(area_m2), 0) FROM later
 WHERE block_m2 >= 30000 AND code NOT IN (SELECT code FROM earlier WHERE block_m2 >= 30000)
