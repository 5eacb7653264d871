-- New rows. A code that was given before belongs to its old feature and gets that feature's id again; it then speaks from
-- the day on which the old one was gone at the earliest, so that no day has two answers.
INSERT INTO {layer} (id, code, {fields}geom, valid_from, valid_to, source, delivery)
SELECT coalesce(former.id, gen_random_uuid()), i.code, {incoming_fields}i.geom,
       greatest(coalesce(i.valid_from, %(valid_from)s, %(today)s), former.gone), i.valid_to, %(source)s, %(delivery)s
  FROM verdict v
  JOIN incoming i ON i.position = v.position
  LEFT JOIN LATERAL (
         SELECT h.id, max(h.superseded_on) AS gone FROM {history} h WHERE h.code = i.code GROUP BY h.id) former ON true
 WHERE v.id IS NULL
