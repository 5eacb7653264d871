DELETE FROM matian.tile_blocks b
 USING unnest(%(xs)s::integer[], %(ys)s::integer[]) given (x, y)
 WHERE b.layer = %(layer)s AND b.x = given.x AND b.y = given.y
