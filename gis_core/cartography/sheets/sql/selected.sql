-- How many rows are selected, their shapes together (of very many: the box around them), and the code of the first.
SELECT count(*),
       st_asbinary(CASE WHEN count(*) <= %(singly)s THEN st_collect(s.geom) ELSE st_envelope(st_collect(s.geom)) END),
       min(s.code)
  FROM (SELECT r.code, r.geom FROM {}) s
