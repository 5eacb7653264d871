-- A park that is upgraded has two versions: before, and from the day of the upgrade on.
WITH upgraded AS (
  SELECT code, day, day + time '11:00' + interval '6 days' AS recorded_at
    FROM unnest(%(codes)s::text[], %(days)s::date[]) AS u (code, day)),
before AS (
  INSERT INTO industrial_parks_history ({columns}, superseded_at, superseded_on, superseded_by)
  SELECT {qualified}, u.recorded_at, u.day, p.updated_by FROM upgraded u JOIN industrial_parks p USING (code))
UPDATE industrial_parks p
   SET kind = 'upgraded', upgraded_on = u.day, valid_from = u.day, revision = p.revision + 1, updated_at = u.recorded_at
  FROM upgraded u
 WHERE u.code = p.code
