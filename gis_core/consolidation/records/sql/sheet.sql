-- The parcels of a project as a recording sheet shows them: where they stand now.
SELECT c.code, c.parcel AS cadastral, c.stage, c.stage_since, c.area_m2, c.land_kind, c.title_category
  FROM consolidation_parcels c
 WHERE c.project = %(project)s AND (c.valid_to IS NULL OR c.valid_to >= current_date)
 ORDER BY c.code
