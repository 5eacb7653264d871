-- The next milestone of each project: the first of its type's that it hasn't reached by the day `at`, with what is promised
-- for it; without a row once all are reached.
SELECT p.code AS project, p.name, p.project_type, p.community, p.team, n.milestone, n.label_zh, n.label_en,
       n.original_on, n.adjusted_on, coalesce(n.adjusted_on, n.original_on) AS promised_on
  FROM consolidation_projects_as_of(%(at)s, %(known)s) p
 CROSS JOIN LATERAL (
   SELECT t.milestone, m.label_zh, m.label_en, d.original_on, d.adjusted_on
     FROM project_type_milestones t JOIN milestones m ON m.code = t.milestone
     LEFT JOIN project_milestone_dates d ON d.project = p.code AND d.milestone = t.milestone
    WHERE t.project_type = p.project_type AND NOT t.optional
      AND NOT EXISTS (SELECT FROM milestone_events_as_of(%(at)s, %(known)s) e
                       WHERE e.project = p.code AND e.milestone = t.milestone)
    ORDER BY t.position LIMIT 1) n
 ORDER BY p.code
