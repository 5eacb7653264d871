-- Blocks of a tile are its features on a coarse grid, all of one value as one shape. Each feature stands whole, in one
-- cell of each tile that it touches (the one nearest to its middle), so there is no seam inside a tile, and across the
-- edge of two tiles both hold the same feature. They stand in the order of a Hilbert curve (PostGIS sorts shapes by it),
-- so that each begins near to the one before: that is a few bytes of a tile, and more when it is zipped.
SELECT c.x, c.y, f.{value} AS value,
       ST_CollectionExtract(ST_Collect(ST_SnapToGrid(ST_TransScale(
         ST_ForcePolygonCW(CASE WHEN f.geom_3857 @ c.surroundings THEN f.geom_3857
                                ELSE ST_ClipByBox2D(f.geom_3857, c.surroundings::box2d) END),
         -c.west, -c.north, {units} / c.size, -{units} / c.size), 1) ORDER BY f.geom_3857), 3) AS shape
  FROM (
    SELECT c.*, c.x >> {finer} << {finer} AS first_x, c.y >> {finer} << {finer} AS first_y,
           ST_MakeEnvelope(west, north - size, west + size, north, 3857) AS box,
           ST_Expand(ST_MakeEnvelope(west, north - size, west + size, north, 3857), size * {tile_cells}) AS surroundings
      FROM {cells} c
    OFFSET 0
  ) c
  JOIN {source} f ON f.geom_3857 && c.box
 WHERE least(greatest(floor(((ST_XMin(f.geom_3857) + ST_XMax(f.geom_3857)) / 2 - c.west) / c.size) + c.x, c.first_x),
             c.first_x + {tile_cells} - 1) = c.x
   AND least(greatest(floor((c.north - (ST_YMin(f.geom_3857) + ST_YMax(f.geom_3857)) / 2) / c.size) + c.y, c.first_y),
             c.first_y + {tile_cells} - 1) = c.y
 GROUP BY c.x, c.y, f.{value}
