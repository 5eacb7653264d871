-- The features of one layer that a picture shows, as one FlatGeobuf, in the picture's pixels.
WITH shown AS (
  SELECT {columns}
         {shape} AS shape
    FROM {source} f
   WHERE {conditions}
   LIMIT {most} + 1
)
SELECT st_asflatgeobuf(s, false, 'shape') AS drawn, count(*) AS features
  FROM shown s
 WHERE NOT st_isempty(shape)
