-- The parcels of some projects on the day `at`, with their shape in degrees and how far holders and tenants have come.
SELECT c.code, c.parcel AS cadastral, c.land_kind, c.title_category, st_asgeojson(st_transform(c.geom, 4326), 6) AS shape,
       h.holders, h.signed AS holders_signed, t.tenants, t.vacated AS tenants_vacated
  FROM consolidation_parcels_as_of(%(at)s, %(known)s) c
 CROSS JOIN LATERAL (SELECT count(*) AS holders, count(*) FILTER (WHERE r.signed_on <= %(at)s) AS signed
                       FROM right_holders r WHERE r.parcel = c.code) h
 CROSS JOIN LATERAL (SELECT count(*) AS tenants, count(*) FILTER (WHERE x.vacated_on <= %(at)s) AS vacated
                       FROM tenants x WHERE x.parcel = c.code) t
 WHERE c.project = ANY (%(projects)s)
 ORDER BY c.code
