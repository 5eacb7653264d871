-- What the projects promised for a year, m²: by quarter, all kinds of land together; and the last day now promised for
-- the completion (or supply) of each project.
SELECT p.code AS project, t.target_m2, coalesce(d.adjusted_on, d.original_on) AS promised_on
  FROM consolidation_projects_as_of(%(at)s, %(known)s) p
  LEFT JOIN LATERAL (SELECT sum(t.area_m2) AS target_m2 FROM project_targets t
                      WHERE t.project = p.code AND t.year = %(year)s) t ON true
  LEFT JOIN LATERAL (SELECT d.adjusted_on, d.original_on FROM project_milestone_dates d
                      WHERE d.project = p.code AND d.milestone IN ('completed', 'land_supplied')
                      ORDER BY d.milestone = 'completed' DESC LIMIT 1) d ON true
 ORDER BY p.code
