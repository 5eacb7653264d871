-- Stations where people live, until there are as many as the records speak of.
INSERT INTO facilities (id, code, name, kind, geom, valid_from, source, updated_at, updated_by)
SELECT overlay(overlay(md5('facilities:' || s.code) placing '8' from 13) placing '8' from 17)::uuid, s.code, coalesce(s.community, '') || '长者服务站', 'elderly_station',
       st_pointonsurface(s.geom), s.valid_from, s.source, s.updated_at, s.updated_by
  FROM (SELECT 'YL' || lpad((row_number() OVER (ORDER BY h.code))::text, 4, '0') AS code, h.community, h.geom,
               h.valid_from, h.source, h.updated_at, h.updated_by
          FROM (SELECT p.* FROM parcels p {at_home} WHERE p.land_use LIKE '07%%' ORDER BY md5(p.code) LIMIT %(count)s) h) s
