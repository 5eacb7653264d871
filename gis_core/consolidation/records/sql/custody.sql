-- Land of a project that was handed over, by custody state.
SELECT s.code, s.label_zh, s.label_en, s.colour, count(*) AS parcels, sum(c.area_m2) AS area_m2
  FROM custody_as_of(%(at)s, %(known)s) k
  JOIN custody_states s ON s.code = k.state
  JOIN consolidation_parcels_as_of(%(at)s, %(known)s) c ON c.code = k.parcel
 WHERE c.project = %(project)s
 GROUP BY s.code, s.label_zh, s.label_en, s.colour, s.position
 ORDER BY s.position
