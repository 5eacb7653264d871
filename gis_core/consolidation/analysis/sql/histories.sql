-- The stages that stood for each consolidation parcel on the day `at`, as known by `known`: one row a parcel and stage,
-- one without a stage for a parcel that has none yet. What is on record of the parcel itself is that of the day.
SELECT p.code, p.project, coalesce(j.project_type, '-') AS project_type, p.land_kind, p.area_m2::float8 AS area_m2,
       coalesce(p.floor_area_m2, 0) > 0 AS built_on, e.stage, s.position, e.happened_on,
       coalesce(s.position >= (SELECT c.position FROM stages c WHERE c.code = 'completed'), false) AS finished,
       least(p.valid_from, h.first_day) AS on_record_from
  FROM consolidation_parcels_as_of(%(at)s, %(known)s) p
  LEFT JOIN consolidation_projects_as_of(%(at)s, %(known)s) j ON j.code = p.project
  LEFT JOIN stage_events_as_of(%(at)s, %(known)s) e ON e.parcel = p.code
  LEFT JOIN stages s ON s.code = e.stage
 CROSS JOIN LATERAL (SELECT min(v.valid_from) AS first_day FROM consolidation_parcels_history v
                      WHERE v.code = p.code AND v.updated_at <= %(known)s) h
 ORDER BY p.code, s.position
