SELECT v.position, ST_AsBinary(l.geom)
  FROM verdict v
  JOIN {layer} l ON l.id = v.id
 WHERE NOT v.same_shape
