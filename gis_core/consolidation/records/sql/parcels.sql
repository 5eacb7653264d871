-- The parcels of a project at the two times, with who holds them and how the tenants' way out stands.
SELECT c.code, c.parcel AS cadastral, c.parent, c.stage, c.stage_since AS since, %(at)s::date - c.stage_since AS days,
       c.area_m2, c.registered_area_m2, c.floor_area_m2, c.land_kind, c.title_category, p.team, p.responsible,
       coalesce(h.holders, 0) AS holders, coalesce(h.signed, 0) AS holders_signed, coalesce(t.tenants, 0) AS tenants,
       coalesce(t.agreed, 0) AS tenants_agreed, coalesce(t.paid, 0) AS tenants_paid, coalesce(t.vacated, 0) AS tenants_vacated,
       k.state AS custody, k.since AS custody_since, k.until AS custody_until
  FROM consolidation_parcels_as_of(%(at)s, %(known)s) c
  LEFT JOIN consolidation_projects_as_of(%(at)s, %(known)s) p ON p.code = c.project
  LEFT JOIN LATERAL (
    SELECT count(*) AS holders, count(*) FILTER (WHERE r.signed_on <= %(at)s) AS signed
      FROM right_holders r WHERE r.parcel = c.code) h ON true
  LEFT JOIN LATERAL (
    SELECT count(*) AS tenants, count(*) FILTER (WHERE x.agreed_on <= %(at)s) AS agreed,
           count(*) FILTER (WHERE x.paid_on <= %(at)s) AS paid, count(*) FILTER (WHERE x.vacated_on <= %(at)s) AS vacated
      FROM tenants x WHERE x.parcel = c.code) t ON true
  LEFT JOIN custody_as_of(%(at)s, %(known)s) k ON k.parcel = c.code
 WHERE c.project = %(project)s
 ORDER BY c.code
