SELECT '{{"type":"Feature","id":' || to_json(f.code)
       || ',"bbox":[' || concat_ws(',', st_xmin(shape), st_ymin(shape), st_xmax(shape), st_ymax(shape))
       || '],"geometry":' || st_asgeojson(shape, $5::integer, 0)
       || ',"properties":' || (SELECT row_to_json(p) FROM (SELECT {properties}) p)
       || '}}' AS feature
  FROM {source}($2::date, $3::timestamptz) f, st_transform(f.geom, $4::integer) AS shape
 WHERE f.code = $1::text
