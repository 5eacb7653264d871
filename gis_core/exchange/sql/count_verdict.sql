SELECT count(*) FILTER (WHERE id IS NULL), count(*) FILTER (WHERE NOT (same_shape AND same_fields))
  FROM verdict
