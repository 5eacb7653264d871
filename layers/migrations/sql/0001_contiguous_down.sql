DROP FUNCTION public.land_gained(date, date, timestamptz, double precision, numeric);
DROP FUNCTION public.land_in_blocks(date, timestamptz, double precision, numeric);
DROP FUNCTION public.industrial_land(date, timestamptz);
