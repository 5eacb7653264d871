REVOKE EXECUTE ON FUNCTION personal.unmasked, personal.role FROM matian_application;
DROP FUNCTION personal.paid_by_project;
DROP FUNCTION public.stages_on;
CREATE OR REPLACE FUNCTION public.parcels_that_reached(reached text, at date, known timestamptz DEFAULT now())
RETURNS TABLE (code text, project text, land_kind text, happened_on date, area_m2 numeric, geom geometry)
LANGUAGE sql STABLE
AS $$
  SELECT e.parcel, p.project, p.land_kind, e.happened_on, p.area_m2, p.geom
    FROM stage_events_as_of(at, known) e
   CROSS JOIN LATERAL (
     SELECT v.project, v.land_kind, v.area_m2, v.geom, 1 AS choice, NULL::date AS until
       FROM consolidation_parcels_as_of(e.happened_on, known) v WHERE v.code = e.parcel
     UNION ALL
     SELECT v.project, v.land_kind, v.area_m2, v.geom, 2, NULL
       FROM consolidation_parcels v WHERE v.code = e.parcel AND v.updated_at <= known
     UNION ALL
     SELECT v.project, v.land_kind, v.area_m2, v.geom, 3, v.superseded_on
       FROM consolidation_parcels_history v
      WHERE v.code = e.parcel AND v.updated_at <= known AND known < v.recorded_to
        AND EXISTS (SELECT FROM parcel_divisions d WHERE d.parent = e.parcel)
     ORDER BY choice, until DESC LIMIT 1) p
   WHERE e.stage = reached AND e.inherits IS NULL
$$;
DROP FUNCTION public.parcels_at_events;
