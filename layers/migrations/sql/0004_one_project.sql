-- A parcel may not be in two projects at one time: no two consolidation parcels of different projects share ground (more
-- than 1 m², which is the drawing's) on any day that is believed now.

CREATE FUNCTION matian.one_project() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  clash record;
  indexed boolean;
BEGIN
  IF pg_trigger_depth() > 1 THEN
    RETURN NULL;  -- an event moves the stage, never the ground
  END IF;
  IF tg_op = 'UPDATE' THEN
    IF NOT EXISTS (
      SELECT FROM new_rows n JOIN old_rows o USING (id)
       WHERE NOT n.geom = o.geom OR n.project <> o.project OR n.valid_from < o.valid_from
          OR coalesce(n.valid_to, 'infinity') > coalesce(o.valid_to, 'infinity')) THEN
      RETURN NULL;
    END IF;
  ELSIF NOT EXISTS (SELECT FROM new_rows) THEN
    RETURN NULL;
  END IF;
  CREATE TEMP TABLE to_check ON COMMIT DROP AS SELECT n.* FROM new_rows n;
  PERFORM pg_advisory_xact_lock(hashtext('consolidation_parcels'), 2);  -- so that of two who write at once one sees the other
  SELECT EXISTS (SELECT FROM pg_indexes WHERE schemaname = 'public' AND indexname = 'ix_consolidation_parcels_geom_3857')
    INTO indexed;
  IF NOT indexed THEN  -- a bulk load has put the indexes aside
    CREATE INDEX ON to_check USING gist (geom_3857);
  END IF;
  ANALYZE to_check;
  WITH believed AS (
    SELECT p.code, p.project, p.geom, p.geom_3857, p.valid_from, coalesce(p.valid_to, 'infinity') AS valid_to
      FROM consolidation_parcels p
    UNION ALL
    SELECT h.code, h.project, h.geom, h.geom_3857, h.valid_from, least(h.valid_to, h.superseded_on - 1)
      FROM consolidation_parcels_history h
     WHERE h.recorded_to = 'infinity' AND h.valid_from < h.superseded_on)
  SELECT n.code, n.project, b.code AS other, b.project AS other_project,
         round(st_area(st_intersection(n.geom, b.geom))::numeric, 2) AS shared
    INTO clash
    FROM to_check n JOIN believed b
      ON b.geom_3857 && n.geom_3857 AND b.project <> n.project AND b.code <> n.code
     AND b.valid_from <= coalesce(n.valid_to, 'infinity') AND n.valid_from <= b.valid_to
   WHERE st_area(st_intersection(n.geom, b.geom)) > 1
   ORDER BY n.code, b.code LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'parcel % of project % shares % m² with parcel % of project % at the same time; land belongs to one project',
      clash.code, clash.project, clash.shared, clash.other, clash.other_project USING ERRCODE = 'MT002', COLUMN = 'project';
  END IF;
  SELECT n.code, string_agg(d.child, ', ' ORDER BY d.child) AS children INTO clash
    FROM to_check n JOIN parcel_divisions d ON d.parent = n.code
   WHERE coalesce(n.valid_to, 'infinity') >= d.divided_on GROUP BY n.code LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'parcel % was divided into %; deliver those instead', clash.code, clash.children
      USING ERRCODE = 'MT002', COLUMN = 'code';
  END IF;
  DROP TABLE to_check;
  RETURN NULL;
END $$;

CREATE TRIGGER d_one_project_inserted AFTER INSERT ON consolidation_parcels
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION matian.one_project();
CREATE TRIGGER d_one_project_updated AFTER UPDATE ON consolidation_parcels
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION matian.one_project();
