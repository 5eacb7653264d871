-- The milestones of a project in the order of its type: promised first, promised since, reached.
SELECT t.milestone, m.label_zh, m.label_en, d.original_on, d.adjusted_on, d.reason, e.happened_on AS actual_on,
       e.recorded_at, e.recorded_by, t.optional
  FROM consolidation_projects_as_of(%(at)s, %(known)s) p
  JOIN project_type_milestones t ON t.project_type = p.project_type
  JOIN milestones m ON m.code = t.milestone
  LEFT JOIN project_milestone_dates d ON d.project = p.code AND d.milestone = t.milestone
  LEFT JOIN milestone_events_as_of(%(at)s, %(known)s) e ON e.project = p.code AND e.milestone = t.milestone
 WHERE p.code = %(project)s
 ORDER BY t.position
