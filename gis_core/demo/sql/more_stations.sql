-- Stations where people live, until there are as many as the records speak of.
INSERT INTO facilities (code, name, kind, geom, valid_from, source, updated_at, updated_by)
SELECT 'YL' || lpad((row_number() OVER (ORDER BY h.code))::text, 4, '0'), coalesce(h.community, '') || '长者服务站', 'elderly_station',
       st_pointonsurface(h.geom), h.valid_from, h.source, h.updated_at, h.updated_by
  FROM (SELECT p.* FROM parcels p {at_home} WHERE p.land_use LIKE '07%%' ORDER BY md5(p.code) LIMIT %(count)s) h
