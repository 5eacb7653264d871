-- A layer at the two times, as <layer>_as_of tells it. Each half is put in order and cut by itself, along its index:
-- PostgreSQL 15 reads and sorts the whole of a union whose halves have conditions.
((SELECT {columns}
    FROM {live} f
   WHERE {live_answers} AND {conditions}
   ORDER BY {order}
   LIMIT {limit} + 1)
 UNION ALL
 (SELECT {columns}
    FROM {history} f
   WHERE {past_answers} AND {conditions}
   ORDER BY {order}
   LIMIT {limit} + 1))
