-- What the records say about the land that they speak of: reserved parcels are vacant and state-held from the start,
-- parcels to be consolidated are not vacant until they are completed, and what would blur two regions is collective.
WITH reserved AS (SELECT unnest(%(reserved)s::text[]) AS code),
taken AS (SELECT unnest(%(taken)s::text[]) AS code)
UPDATE parcels p
   SET vacant = EXISTS (SELECT FROM reserved r WHERE r.code = p.code)
 WHERE p.code IN (SELECT code FROM reserved UNION ALL SELECT code FROM taken)
