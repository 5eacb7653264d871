INSERT INTO matian.tile_blocks (layer, z, x, y, value, shape)
SELECT '{layer}', {z}, x, y, value, shape
  FROM (
{made}
  ) made
 WHERE NOT ST_IsEmpty(shape)
