-- Code tables that an office may edit: what can't be is refused whoever writes, and every change is kept with who made it.

ALTER TABLE code_changes OWNER TO matian_records;  -- append-only

CREATE FUNCTION matian.code_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  before jsonb;
  after jsonb;
  told jsonb;
BEGIN
  IF tg_op <> 'INSERT' THEN before := to_jsonb(old); END IF;
  IF tg_op <> 'DELETE' THEN after := to_jsonb(new); END IF;
  -- Rows that change places step aside to the negative of their position first; that is told as one change, at its end.
  IF (after ->> 'position')::integer < 0 THEN
    RETURN NULL;
  END IF;
  IF (before ->> 'position')::integer < 0 THEN
    before := jsonb_set(before, '{position}', to_jsonb(-(before ->> 'position')::integer));
  END IF;
  IF before IS DISTINCT FROM after THEN
    told := coalesce(after, before);
    INSERT INTO code_changes (list, code, before, after)
    VALUES (tg_table_name, coalesce(told ->> 'code', (told ->> 'project_type') || '/' || (told ->> 'milestone')), before, after);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION matian.check_code() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  IF new.code !~ '^[a-z][a-z0-9_]{0,39}$' THEN
    RAISE EXCEPTION 'code: % must be lower-case letters, digits and _ , at most 40', new.code USING ERRCODE = 'check_violation', COLUMN = 'code';
  END IF;
  IF tg_op = 'UPDATE' AND new.code <> old.code THEN
    RAISE EXCEPTION 'code: % can''t become %; a code is never used otherwise', old.code, new.code
      USING ERRCODE = 'check_violation', COLUMN = 'code';
  END IF;
  IF trim(new.label_zh) = '' OR trim(new.label_en) = '' OR trim(new.source) = '' THEN
    RAISE EXCEPTION 'label: % needs a label in Chinese and in English, and a source', new.code
      USING ERRCODE = 'check_violation', COLUMN = 'label_zh';
  END IF;
  IF to_jsonb(new) ->> 'colour' !~ '^#[0-9a-f]{6}$' THEN
    RAISE EXCEPTION 'colour: % must be written as #rrggbb', to_jsonb(new) ->> 'colour'
      USING ERRCODE = 'check_violation', COLUMN = 'colour';
  END IF;
  RETURN new;
END $$;

-- A stage can't stand on a later one (so there is no way round either), nor on itself.
CREATE FUNCTION matian.check_stage_order() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  broken record;
BEGIN
  SELECT s.code, r.code AS required INTO broken
    FROM stages s JOIN stages r ON r.code = s.requires WHERE r.position >= s.position LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'requires: % can''t require %, which comes later or is the same', broken.code, broken.required
      USING ERRCODE = 'check_violation', COLUMN = 'requires';
  END IF;
  RETURN NULL;
END $$;

-- The order of the stages was changed: what is furthest may be another stage now, so parcels are told again.
CREATE PROCEDURE matian.reorder_stages()
LANGUAGE plpgsql
AS $$
DECLARE
  parcel record;
BEGIN
  FOR parcel IN
    SELECT p.code FROM consolidation_parcels p CROSS JOIN LATERAL matian.stage_steps(p.code) s
     WHERE s.until = 'infinity' AND (s.stage, s.since) IS DISTINCT FROM (p.stage, p.stage_since) ORDER BY p.code
  LOOP
    CALL matian.replay_stages(parcel.code, '-infinity');
  END LOOP;
END $$;

-- Attach this to a code table (columns code, position, label_zh, label_en, source).
CREATE PROCEDURE matian.keep_codes(list regclass)
LANGUAGE plpgsql
AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER a_check BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION matian.check_code()', list);
  EXECUTE format('CREATE TRIGGER b_changed AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION matian.code_changed()', list);
END $$;

CALL matian.keep_codes('stages');
CALL matian.keep_codes('milestones');
CALL matian.keep_codes('project_types');
CALL matian.keep_codes('custody_states');
CALL matian.keep_codes('override_reasons');
CREATE TRIGGER b_changed AFTER INSERT OR UPDATE OR DELETE ON project_type_milestones
  FOR EACH ROW EXECUTE FUNCTION matian.code_changed();
CREATE CONSTRAINT TRIGGER c_order AFTER INSERT OR UPDATE ON stages DEFERRABLE INITIALLY IMMEDIATE
  FOR EACH ROW EXECUTE FUNCTION matian.check_stage_order();
