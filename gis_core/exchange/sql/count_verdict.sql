SELECT count(*) FILTER (WHERE id IS NULL), count(*) FILTER (WHERE id IS NOT NULL AND NOT (same_shape AND same_fields))
  FROM verdict
