-- The name of a run of site selection, and the shapes together of its first twenty sites and of those chosen together.
SELECT r.name, (SELECT st_asbinary(st_collect(s.geom)) FROM siting_shapes s
                 WHERE s.run = r.id AND s.code IN (
                   SELECT f.site ->> 'code'
                     FROM jsonb_array_elements(r.result -> 'ranked') WITH ORDINALITY f (site, place) WHERE f.place <= 20
                    UNION ALL
                   SELECT c.site ->> 'code' FROM jsonb_path_query(r.result, '$.allocation.sites[*]') c (site)))
  FROM siting_runs r
 WHERE r.id = %s
