-- Where a layer's features lie, gathered by square kilometre, so that one far away doesn't fill the world between.
SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
  FROM (
    SELECT ST_Extent(geom_3857) AS box
      FROM {layer}
     GROUP BY floor(ST_XMin(geom_3857) / 1000), floor(ST_YMin(geom_3857) / 1000)
  ) gathered
 WHERE box IS NOT NULL
