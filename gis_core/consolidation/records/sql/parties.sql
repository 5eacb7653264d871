-- The right holders and tenants of a project, by parcel; the reading goes on record, names and phones are masked by role.
SELECT p.party AS id, p.parcel, p.kind, t.id IS NOT NULL AS tenant, p.name, p.phone, h.signed_on, t.agreed_on, t.paid_on,
       t.vacated_on, t.moves_to
  FROM personal.read_people(%(project)s, %(purpose)s) p
  LEFT JOIN right_holders h ON h.id = p.party
  LEFT JOIN tenants t ON t.id = p.party
 ORDER BY p.parcel, tenant, p.party
