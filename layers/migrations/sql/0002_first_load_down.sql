DROP TRIGGER comes_back ON matian.layer_indexes;
DROP FUNCTION matian.refuse_to_leave_aside();
DROP FUNCTION matian.set_noting_aside(text);
