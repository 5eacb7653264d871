-- The right holders of a project's parcels whom a team speaks to: of each parcel the few with the most land. Names and phones
-- are masked for those who may not see them; the reading is recorded.
SELECT n.code, n.kind, n.name, n.phone
  FROM (SELECT p.parcel AS code, p.kind, p.name, p.phone, h.land_m2,
               row_number() OVER (PARTITION BY p.parcel ORDER BY h.land_m2 DESC, p.party) AS number
          FROM personal.read_people(%(project)s, %(purpose)s) p JOIN right_holders h ON h.id = p.party) n
 WHERE n.number <= %(most)s
 ORDER BY n.code, n.number
