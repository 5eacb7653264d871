-- Where the rows of some codes lie.
SELECT code, ST_X(middle), ST_Y(middle)
  FROM (SELECT code, ST_Centroid(geom) AS middle FROM {layer} WHERE code = ANY (%(codes)s)) AS recorded
 WHERE NOT ST_IsEmpty(middle)
