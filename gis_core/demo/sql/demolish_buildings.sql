-- Buildings on consolidated parcels are gone from the day of their demolition on.
WITH demolished AS (
  SELECT b.id, min(e.happened_on) AS happened_on, min(e.recorded_at) AS recorded_at, min(e.recorded_by) AS recorded_by
    FROM stage_events_as_of('infinity', 'infinity') e
    JOIN consolidation_parcels c ON c.code = e.parcel
    JOIN buildings b ON b.parcel = c.parcel AND st_intersects(st_pointonsurface(b.geom), c.geom)
   WHERE e.stage = 'demolished'
   GROUP BY b.id),
gone AS (
  DELETE FROM buildings b USING demolished d WHERE d.id = b.id
  RETURNING b.*, d.happened_on, d.recorded_at, d.recorded_by)
INSERT INTO buildings_history ({columns}, superseded_at, superseded_on, superseded_by)
SELECT {columns}, recorded_at, happened_on, recorded_by FROM gone
