-- A layer at the two times, as <layer>_as_of tells it. Each half is put in order and cut by itself, along its index:
-- PostgreSQL 15 reads and sorts the whole of a union whose halves have conditions.
((SELECT {columns}
    FROM {live} f
   WHERE f.updated_at <= {known} AND f.valid_from <= {at} AND (f.valid_to IS NULL OR {at} <= f.valid_to)
     AND {conditions}
   ORDER BY {order}
   LIMIT {limit} + 1)
 UNION ALL
 (SELECT {columns}
    FROM {history} f
   WHERE f.updated_at <= {known} AND {known} < f.recorded_to
     AND f.valid_from <= {at} AND (f.valid_to IS NULL OR {at} <= f.valid_to)
     AND ({known} < f.superseded_at OR {at} < f.superseded_on)
     AND {conditions}
   ORDER BY {order}
   LIMIT {limit} + 1))
