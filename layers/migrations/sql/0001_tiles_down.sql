DROP FUNCTION matian.drop_old_tile_changes();
