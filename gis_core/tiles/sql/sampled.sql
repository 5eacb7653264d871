-- Blocks where a parcel is smaller than a pixel: what stands in the middle of each pixel, runs of pixels as rectangles.
SELECT x, y, value, ST_CollectionExtract(ST_Collect(ST_ForcePolygonCCW(
         ST_MakeEnvelope(first * 2, top * 2, last * 2 + 2, bottom * 2 + 2))), 3) AS shape
  FROM (
    SELECT x, y, value, first, last, min(line) AS top, max(line) AS bottom
      FROM (
        SELECT *, line - row_number() OVER (PARTITION BY x, y, value, first, last ORDER BY line) AS stack
          FROM (
            SELECT x, y, value, line, min(pixel) AS first, max(pixel) AS last
              FROM (
                SELECT c.x, c.y, pixel, line, f.{value} AS value,
                       pixel - row_number() OVER (PARTITION BY c.x, c.y, f.{value}, line ORDER BY pixel) AS run
                  FROM {cells} c
                  JOIN {source} f
                    ON f.geom_3857 && ST_MakeEnvelope(c.west, c.north - c.size, c.west + c.size, c.north, 3857),
                       generate_series(
                         greatest(0, ceil((ST_XMin(f.geom_3857) - c.west) / c.size * {pixels} - 0.5)::integer),
                         least({pixels} - 1, floor((ST_XMax(f.geom_3857) - c.west) / c.size * {pixels} - 0.5)::integer)
                       ) pixel,
                       generate_series(
                         greatest(0, ceil((c.north - ST_YMax(f.geom_3857)) / c.size * {pixels} - 0.5)::integer),
                         least({pixels} - 1, floor((c.north - ST_YMin(f.geom_3857)) / c.size * {pixels} - 0.5)::integer)
                       ) line
                 WHERE ST_Intersects(f.geom_3857, ST_SetSRID(ST_Point(
                         c.west + (pixel + 0.5) * c.size / {pixels}, c.north - (line + 0.5) * c.size / {pixels}), 3857))
              ) sample
             GROUP BY x, y, value, line, run
          ) run
      ) stacked
     GROUP BY x, y, value, first, last, stack
  ) rectangle
 GROUP BY x, y, value
