DROP TRIGGER b_changed ON obstacle_reasons;
DROP TRIGGER a_check ON obstacle_reasons;
DROP TRIGGER noted ON obstacles;
DROP FUNCTION matian.obstacle_noted();
