-- Land of a project by title category, as it is believed at the two times.
SELECT c.title_category, count(*) AS parcels, sum(c.area_m2) AS area_m2, sum(c.registered_area_m2) AS registered_area_m2
  FROM consolidation_parcels_as_of(%(at)s, %(known)s) c
 WHERE c.project = %(project)s
 GROUP BY c.title_category
 ORDER BY sum(c.area_m2) DESC, c.title_category
