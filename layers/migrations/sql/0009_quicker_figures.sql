-- Figures over hundreds of thousands of parcels (docs/decisions/0710): the same answers, without reading all of history.

-- That voids be known is said though it follows: few events void another, and the planner hashes those few instead of
-- looking each event up.
CREATE OR REPLACE FUNCTION public.stage_events_as_of(at date, known timestamptz DEFAULT now()) RETURNS SETOF stage_events
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT e.* FROM stage_events e
   WHERE e.stage IS NOT NULL AND e.happened_on <= at AND e.recorded_at <= known
     AND NOT EXISTS (SELECT FROM stage_events v
                      WHERE v.voids IS NOT NULL AND v.voids = coalesce(e.inherits, e.id) AND v.recorded_at <= known)
$$;

-- The stage of each parcel on a day: the furthest that it has reached by then, and since when. Position and day are one
-- number while the greatest is looked for, which takes a hash of the parcels and no sort of the events.
CREATE OR REPLACE FUNCTION public.stages_on(at date, known timestamptz DEFAULT now())
RETURNS TABLE (code text, stage text, "position" integer, since date)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT f.parcel, s.code, s.position, date '0001-01-01' + (f.reached % 10000000)::integer
    FROM (SELECT e.parcel, max(s.position * 10000000::bigint + (e.happened_on - date '0001-01-01')) AS reached
            FROM stage_events_as_of(at, known) e JOIN stages s ON s.code = e.stage
           GROUP BY e.parcel) f
    JOIN stages s ON s.position = f.reached / 10000000
$$;

-- What is not marked keeps a whole statement on one processor: the planner asks before it opens a function.
ALTER FUNCTION public.parcels_at_events(text, date, timestamptz) PARALLEL SAFE;
ALTER FUNCTION public.parcels_that_reached(text, date, timestamptz) PARALLEL SAFE;
ALTER FUNCTION public.industrial_land(date, timestamptz) PARALLEL SAFE;
ALTER FUNCTION public.land_in_blocks(date, timestamptz, double precision, numeric) PARALLEL SAFE;
ALTER FUNCTION public.land_gained(date, date, timestamptz, double precision, numeric) PARALLEL SAFE;

ALTER PROCEDURE matian.track(regclass) RENAME TO track_0008;

CREATE PROCEDURE matian.track(layer regclass)
LANGUAGE plpgsql
AS $procedure$
BEGIN
  CALL matian.track_0008(layer);
  EXECUTE format('ALTER FUNCTION public.%I(date, timestamptz) PARALLEL SAFE',
                 (SELECT relname FROM pg_class WHERE oid = layer) || '_as_of');
END $procedure$;

DO $$
DECLARE
  reader text;
BEGIN
  FOR reader IN SELECT c.relname || '_as_of' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'a_stamp' LOOP
    EXECUTE format('ALTER FUNCTION public.%I(date, timestamptz) PARALLEL SAFE', reader);
  END LOOP;
END $$;
