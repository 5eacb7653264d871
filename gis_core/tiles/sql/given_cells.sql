(SELECT x, y, x * {size} - {half} AS west, {half} - y * {size} AS north, {size} AS size
   FROM unnest(%(xs)s::integer[], %(ys)s::integer[]) given (x, y))
