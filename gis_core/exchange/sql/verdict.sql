-- What each accepted row is to the records: new (no id), the same, or different in shape or in what it says.
CREATE TEMP TABLE verdict ON COMMIT DROP AS
SELECT i.position, i.code, l.id, l.geom = i.geom AS same_shape, {same_fields} AS same_fields
  FROM incoming i
  LEFT JOIN {layer} l ON l.code = i.code
