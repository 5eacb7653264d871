CREATE OR REPLACE FUNCTION public.parcels_at_events(reached text, at date, known timestamptz DEFAULT now())
RETURNS TABLE (code text, project text, land_kind text, happened_on date, area_m2 numeric, floor_area_m2 numeric, geom geometry)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT e.parcel,
         CASE WHEN h.id IS NULL THEN l.project ELSE h.project END,
         CASE WHEN h.id IS NULL THEN l.land_kind ELSE h.land_kind END,
         e.happened_on,
         CASE WHEN h.id IS NULL THEN l.area_m2 ELSE h.area_m2 END,
         round((CASE WHEN h.id IS NULL THEN l.floor_area_m2 ELSE h.floor_area_m2 END)::numeric, 6),
         CASE WHEN h.id IS NULL THEN l.geom ELSE h.geom END
    FROM stage_events_as_of(at, known) e
    LEFT JOIN consolidation_parcels l ON l.code = e.parcel AND l.updated_at <= known
    LEFT JOIN consolidation_parcels_history h
      ON h.code = e.parcel AND h.updated_at <= known AND known < h.recorded_to
     AND h.valid_from <= e.happened_on AND (h.valid_to IS NULL OR e.happened_on <= h.valid_to)
     AND (known < h.superseded_at OR e.happened_on < h.superseded_on)
   WHERE e.stage = reached AND e.inherits IS NULL AND (l.id IS NOT NULL OR h.id IS NOT NULL)
  UNION ALL
  SELECT e.parcel, v.project, v.land_kind, e.happened_on, v.area_m2, round(v.floor_area_m2::numeric, 6), v.geom
    FROM (SELECT DISTINCT parent, divided_on, recorded_at FROM parcel_divisions) d
    JOIN stage_events_as_of(at, known) e ON e.parcel = d.parent AND e.happened_on >= d.divided_on
   CROSS JOIN LATERAL (
     SELECT v.* FROM consolidation_parcels_history v
      WHERE v.code = e.parcel AND v.updated_at <= known AND known < v.recorded_to
      ORDER BY v.superseded_on DESC LIMIT 1) v
   WHERE e.stage = reached AND e.inherits IS NULL AND d.recorded_at <= known
$$;

DROP FUNCTION matian.undo_division(text, text);
DROP PROCEDURE matian.take_parties_back(text, text[]);
