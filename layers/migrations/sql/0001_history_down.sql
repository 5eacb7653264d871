DROP PROCEDURE matian.track(regclass);
DROP PROCEDURE matian.untrack(regclass);
DROP PROCEDURE matian.append_only(regclass, text[]);
DROP FUNCTION matian.stamp();
DROP FUNCTION matian.effective();
DROP FUNCTION matian.who();
DROP FUNCTION matian.ellipsoidal_area(geometry);
