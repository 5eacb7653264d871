-- Obstacles: a note must be of a project on record, and of a parcel of that project.
CREATE FUNCTION matian.obstacle_noted() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM consolidation_projects p WHERE p.code = new.project) THEN
    RAISE EXCEPTION 'project: there is no consolidation project %', new.project USING ERRCODE = 'foreign_key_violation', COLUMN = 'project';
  END IF;
  IF new.parcel IS NOT NULL
     AND NOT EXISTS (SELECT FROM consolidation_parcels c WHERE c.code = new.parcel AND c.project = new.project) THEN
    RAISE EXCEPTION 'parcel: project % has no consolidation parcel %', new.project, new.parcel
      USING ERRCODE = 'foreign_key_violation', COLUMN = 'parcel';
  END IF;
  IF trim(new.owner) = '' OR trim(new.next_action) = '' THEN
    RAISE EXCEPTION 'owner: an obstacle needs somebody who sees to it and what is done next (project %, parcel %)',
      new.project, coalesce(new.parcel, '-') USING ERRCODE = 'check_violation', COLUMN = 'owner';
  END IF;
  RETURN new;
END $$;

CREATE TRIGGER noted BEFORE INSERT ON obstacles
  FOR EACH ROW EXECUTE FUNCTION matian.obstacle_noted();

CALL matian.keep_codes('obstacle_reasons');
