-- The area that two polygons share. Parcels, tenure and plan are often drawn on one line: what is the same, or lies whole
-- in the other, needs no intersection, which costs twenty times as much.
CREATE FUNCTION matian.shared_area(one geometry, other geometry) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT CASE WHEN one = other THEN st_area(one)
              WHEN st_covers(one, other) THEN st_area(other)
              WHEN st_covers(other, one) THEN st_area(one)
              ELSE st_area(st_intersection(one, other)) END
$$;
