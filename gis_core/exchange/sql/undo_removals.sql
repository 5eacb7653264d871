-- Rows that must go as if they had never been: those the delivery added, and those it made begin before anything was
-- believed of them (they come back from the first piece on). `day` is the first one of which anything was said since.
CREATE TEMP TABLE removals ON COMMIT DROP AS
SELECT l.id, first.id IS NULL AS added,
       least(l.valid_from, (SELECT min(h.valid_from) FROM {history} h
                             WHERE h.id = l.id AND h.updated_at >= %(loaded_at)s AND h.recorded_to = 'infinity')) AS day
  FROM {layer} l
  LEFT JOIN pieces first ON first.id = l.id AND first.step = 1
 WHERE (first.id IS NULL AND l.delivery = %(delivery)s) OR l.valid_from < first.valid_from
