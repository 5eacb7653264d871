-- New revisions of just the rows that differ. A change speaks from its own first day on, which never lies before the day
-- from which the stored version speaks, unless the delivery or whoever loads it says so.
UPDATE {layer} l
   SET {assign}geom = CASE WHEN v.same_shape THEN l.geom ELSE i.geom END,
       valid_from = coalesce(i.valid_from, %(valid_from)s, greatest(l.valid_from, %(today)s)),
       source = %(source)s,
       delivery = %(delivery)s
  FROM verdict v
  JOIN incoming i ON i.position = v.position
 WHERE l.id = v.id AND NOT (v.same_shape AND v.same_fields)
