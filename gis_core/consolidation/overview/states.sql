-- The stage of each parcel on a day (%(last)s); null for one that has none yet.
SELECT e.code, r.stage
  FROM consolidation_parcels_as_of(%(last)s, %(known)s) e
  LEFT JOIN stages_on(%(last)s, %(known)s) r ON r.code = e.code
 WHERE {scope}
 ORDER BY e.code
