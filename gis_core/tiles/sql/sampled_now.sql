SELECT ST_AsMVT(block, '{layer}', {extent}, 'shape')
  FROM (
    SELECT value AS {value}, shape
      FROM (
{sampled}
      ) sampled
  ) block
