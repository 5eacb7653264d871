-- What makes a bulk load slow, by the statements that take it away and bring it back: triggers, foreign keys and unique
-- constraints, indexes. Bringing a constraint back checks every row.
SELECT takes_away, brings_back FROM (
  SELECT 1 AS turn, 'ALTER TABLE ' || name || ' DISABLE TRIGGER USER' AS takes_away,
         'ALTER TABLE ' || name || ' ENABLE TRIGGER USER' AS brings_back
    FROM unnest(%(tables)s::text[]) name
  UNION ALL
  SELECT CASE contype WHEN 'f' THEN 2 ELSE 3 END, 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || conname,
         'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = ANY(%(tables)s::regclass[]) AND contype IN ('f', 'u')
  UNION ALL
  SELECT 4, 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = ANY(%(tables)s::regclass[]) AND NOT indisprimary
     AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)) aside
 ORDER BY turn
