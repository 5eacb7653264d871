-- Rows that must go as if they had never been: those the delivery added, and those it made begin before anything was
-- believed of them (they come back from the first piece on).
CREATE TEMP TABLE removals ON COMMIT DROP AS
SELECT l.id, l.valid_from, first.id IS NULL AS added
  FROM {layer} l
  LEFT JOIN pieces first ON first.id = l.id AND first.step = 1
 WHERE (first.id IS NULL AND l.delivery = %(delivery)s) OR l.valid_from < first.valid_from
