-- The versions that a consolidation parcel went through as its stage moved, as the trigger on stage events would have
-- written them had each event come in when it was recorded.
WITH furthest AS (
  SELECT DISTINCT ON (e.parcel, e.happened_on) e.parcel, e.stage, e.happened_on, e.recorded_at, e.recorded_by, s.position
    FROM stage_events_as_of('infinity', 'infinity') e JOIN stages s ON s.code = e.stage
   ORDER BY e.parcel, e.happened_on, s.position DESC),
steps AS (
  SELECT parcel, stage, happened_on, recorded_by,
         row_number() OVER stepping + 1 AS revision,
         max(recorded_at) OVER stepping AS recorded_at
    FROM furthest
  WINDOW stepping AS (PARTITION BY parcel ORDER BY position)
  UNION ALL
  SELECT code, NULL, valid_from, updated_by, 1, updated_at FROM consolidation_parcels),
versions AS (
  SELECT *, lead(happened_on) OVER turning AS next_on, lead(recorded_at) OVER turning AS next_at,
         lead(recorded_by) OVER turning AS next_by
    FROM steps WINDOW turning AS (PARTITION BY parcel ORDER BY revision)),
superseded AS (
  INSERT INTO consolidation_parcels_history (
    id, code, project, parcel, stage, stage_since, land_kind, title_category, registered_area_m2, floor_area_m2,
    geom, area_m2, geom_3857, valid_from, source, revision, updated_at, updated_by, superseded_at, superseded_on,
    superseded_by)
  SELECT p.id, p.code, p.project, p.parcel, v.stage, CASE WHEN v.stage IS NOT NULL THEN v.happened_on END, p.land_kind,
         p.title_category, p.registered_area_m2, p.floor_area_m2, p.geom, p.area_m2, p.geom_3857, v.happened_on, p.source,
         v.revision, v.recorded_at, v.recorded_by, v.next_at, v.next_on, v.next_by
    FROM versions v JOIN consolidation_parcels p ON p.code = v.parcel
   WHERE v.next_on IS NOT NULL)
UPDATE consolidation_parcels p
   SET stage = v.stage, stage_since = CASE WHEN v.stage IS NOT NULL THEN v.happened_on END, valid_from = v.happened_on,
       revision = v.revision, updated_at = v.recorded_at, updated_by = v.recorded_by
  FROM versions v
 WHERE v.parcel = p.code AND v.next_on IS NULL AND v.revision > 1
