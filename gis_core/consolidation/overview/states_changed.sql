-- The parcels that something happened to after the day %(earlier)s and by the end of the day %(later)s (an event, or a
-- version of the parcel that begins or ends there), as they are at the end of the day %(last)s, which is one of the two.
-- Each is looked up by itself, so it costs what changed and no more.
WITH touched AS MATERIALIZED (
  SELECT s.parcel AS code FROM stage_events s
   WHERE s.happened_on > %(earlier)s AND s.happened_on <= %(later)s
  UNION
  SELECT p.code FROM consolidation_parcels p WHERE p.valid_from > %(earlier)s AND p.valid_from <= %(later)s
  UNION
  SELECT p.code FROM consolidation_parcels p WHERE p.valid_to >= %(earlier)s AND p.valid_to < %(later)s
  UNION
  SELECT h.code FROM consolidation_parcels_history h WHERE h.valid_from > %(earlier)s AND h.valid_from <= %(later)s
  UNION
  SELECT h.code FROM consolidation_parcels_history h WHERE h.valid_to >= %(earlier)s AND h.valid_to < %(later)s
  UNION
  SELECT h.code FROM consolidation_parcels_history h
   WHERE h.superseded_on > %(earlier)s AND h.superseded_on <= %(later)s)
SELECT t.code, NOT coalesce(e.counts, false) AS gone,
       (SELECT s.code FROM stage_events_as_of(%(last)s, %(known)s) v JOIN stages s ON s.code = v.stage
         WHERE v.parcel = t.code ORDER BY s."position" DESC LIMIT 1) AS stage
  FROM touched t
  LEFT JOIN LATERAL (  -- the limit keeps the look-up one by index; a join would read every parcel of that day
    SELECT ({scope}) AS counts FROM consolidation_parcels_as_of(%(last)s, %(known)s) e WHERE e.code = t.code LIMIT 1) e ON true
 ORDER BY t.code
