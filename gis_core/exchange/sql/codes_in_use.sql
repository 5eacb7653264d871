-- Codes of the delivery that once belonged to a feature which is alive under another code now.
SELECT DISTINCT h.code, l.code
  FROM unnest(%(codes)s::text[]) AS given (code)
  JOIN {history} h ON h.code = given.code
  JOIN {layer} l ON l.id = h.id
 WHERE l.code <> h.code
