WITH found AS (
  SELECT *
    FROM (
{branches}
    ) every
   ORDER BY rank, size, place, code
   LIMIT $5::integer
)
SELECT layer, code, name, st_xmin(shape) AS west, st_ymin(shape) AS south, st_xmax(shape) AS east, st_ymax(shape) AS north
  FROM found, st_transform(geom, 4326) AS shape
 ORDER BY rank, size, place, code
