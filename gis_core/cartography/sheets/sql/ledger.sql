-- The parcels of a project at the two times, for the ledger of its map set.
SELECT p.code, p.parcel, p.land_kind, p.title_category, p.stage, p.stage_since,
       p.registered_area_m2, p.area_m2, p.floor_area_m2
  FROM consolidation_parcels_as_of(%(at)s, %(known)s) p
 WHERE p.project = %(project)s
 ORDER BY p.code COLLATE "C"
