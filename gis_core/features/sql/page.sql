-- One feature more than asked for is looked up, to know whether there is a next page; it isn't written.
WITH found AS MATERIALIZED (
  SELECT f.*
    FROM {source} f
   WHERE {conditions}
   ORDER BY {order}
   LIMIT {limit} + 1
), numbered AS (
  SELECT f.*, row_number() OVER (ORDER BY {order}) AS n
    FROM found f
), written AS (
  SELECT f.n, json_build_array({keys})::text AS keys,
         '{{"type":"Feature","id":' || to_json(f.code)
         || ',"geometry":' || st_asgeojson({turned}(st_transform(f.geom, {srid})), {digits}, 0)
         || ',"properties":' || (SELECT row_to_json(p) FROM (SELECT {properties}) p)
         || '}}' AS feature
    FROM numbered f
   WHERE f.n <= {limit}
)
SELECT string_agg(feature, ',' ORDER BY n) AS features,
       count(*) AS returned,
       (SELECT count(*) FROM found) > {limit} AS more,
       (array_agg(keys ORDER BY n DESC))[1] AS last_keys
  FROM written
 GROUP BY (n - 1) / {chunk}
 ORDER BY min(n)
