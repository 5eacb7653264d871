DROP TRIGGER c_order ON stages;
DROP TRIGGER b_changed ON project_type_milestones;
DO $$
DECLARE
  list text;
BEGIN
  FOREACH list IN ARRAY ARRAY['stages', 'milestones', 'project_types', 'custody_states', 'override_reasons'] LOOP
    EXECUTE format('DROP TRIGGER b_changed ON %I', list);
    EXECUTE format('DROP TRIGGER a_check ON %I', list);
  END LOOP;
END $$;
DROP PROCEDURE matian.keep_codes(regclass);
DROP PROCEDURE matian.reorder_stages();
DROP FUNCTION matian.check_stage_order();
DROP FUNCTION matian.check_code();
DROP FUNCTION matian.code_changed();
