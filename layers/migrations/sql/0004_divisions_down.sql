DROP FUNCTION matian.divide_parcel(text, geometry, date);
DROP FUNCTION matian.share(numeric, numeric, integer, integer, integer);
