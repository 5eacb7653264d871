-- A parcel that is consolidated as a whole is vacant from its completion on.
WITH finished AS (
  SELECT p.id, e.happened_on, max(e.recorded_at) AS recorded_at, min(e.recorded_by) AS recorded_by
    FROM stage_events_as_of('infinity', 'infinity') e
    JOIN consolidation_parcels c ON c.code = e.parcel AND c.land_kind = 'industrial'
    JOIN parcels p ON p.code = c.parcel AND p.area_m2 = c.area_m2
   WHERE e.stage = 'completed'
   GROUP BY p.id, e.happened_on),
before AS (
  INSERT INTO parcels_history (
    id, code, name, land_use, zoning, community, registered_area_m2, vacant, geom, area_m2, geom_3857, valid_from,
    valid_to, source, revision, updated_at, updated_by, superseded_at, superseded_on, superseded_by)
  SELECT p.id, p.code, p.name, p.land_use, p.zoning, p.community, p.registered_area_m2, p.vacant, p.geom, p.area_m2,
         p.geom_3857, p.valid_from, p.valid_to, p.source, p.revision, p.updated_at, p.updated_by, f.recorded_at,
         f.happened_on, f.recorded_by
    FROM finished f JOIN parcels p USING (id))
UPDATE parcels p
   SET vacant = true, valid_from = f.happened_on, revision = p.revision + 1, updated_at = f.recorded_at,
       updated_by = f.recorded_by
  FROM finished f
 WHERE f.id = p.id
