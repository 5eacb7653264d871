-- The consolidation parcels and projects of a scope on the day %(last)s, as known by %(known)s.
SELECT e.kind, e.code
  FROM (SELECT 'parcel' AS kind, p.code, p.project, p.geom FROM consolidation_parcels_as_of(%(last)s, %(known)s) p
        UNION ALL
        SELECT 'project', j.code, j.code, j.geom FROM consolidation_projects_as_of(%(last)s, %(known)s) j) e
 WHERE {scope}
