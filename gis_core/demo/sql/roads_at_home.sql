-- Streets by name, with the codes of their stretches and their length (m).
SELECT p.name, array_agg(p.code ORDER BY p.code), sum(p.length_m)
  FROM roads p {at_home}
 WHERE p.name IS NOT NULL AND p.class NOT IN ('lane', 'path')
 GROUP BY p.name
 ORDER BY p.name
