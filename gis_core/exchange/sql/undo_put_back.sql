-- First pieces of features that aren't there. What an ended feature was until the day it was gone is still believed, so it
-- speaks again from that day on.
INSERT INTO {layer} (id, {columns}valid_from)
SELECT p.id, {piece_columns}greatest(p.valid_from, p.gone)
  FROM pieces p
  JOIN absent a ON a.id = p.id
 WHERE p.step = 1
