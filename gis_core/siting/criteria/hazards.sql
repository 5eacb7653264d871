-- Severities of the hazards around each candidate that were found by the day and not settled by then; 1 where none is told.
SELECT c.code, coalesce(h.severity, 0) AS value
  FROM siting_candidates c
 CROSS JOIN LATERAL (
    SELECT sum(coalesce(f.severity, 1)) AS severity
      FROM at_hazards f
     WHERE st_dwithin(f.geom, c.geom, %(within)s)
       AND (f.found_on IS NULL OR f.found_on <= %(at)s) AND (f.settled_on IS NULL OR f.settled_on > %(at)s)) h
