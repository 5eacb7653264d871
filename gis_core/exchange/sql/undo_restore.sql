-- One piece after the other becomes the present again, each from its own first day on.
UPDATE {layer} l
   SET {assign}valid_from = greatest(p.valid_from, p.gone)
  FROM pieces p
 WHERE p.id = l.id AND p.step = %(step)s AND (p.step > 1 OR NOT EXISTS (SELECT FROM absent a WHERE a.id = p.id))
