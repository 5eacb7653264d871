DROP TRIGGER d_one_project_updated ON consolidation_parcels;
DROP TRIGGER d_one_project_inserted ON consolidation_parcels;
DROP FUNCTION matian.one_project();
