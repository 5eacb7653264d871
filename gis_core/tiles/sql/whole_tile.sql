(SELECT $2 AS x, $3 AS y, $4 AS west, $7 AS north, $6 - $4 AS size)
