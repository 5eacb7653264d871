-- Stations where people live, until there are as many as the records speak of.
INSERT INTO facilities (code, name, kind, geom, valid_from, source, updated_at, updated_by)
SELECT 'YL' || lpad((row_number() OVER (ORDER BY p.code))::text, 4, '0'), coalesce(p.community, '') || '长者服务站', 'elderly_station',
       st_pointonsurface(p.geom), p.valid_from, p.source, p.updated_at, p.updated_by
  FROM (SELECT * FROM parcels WHERE land_use LIKE '07%%' ORDER BY md5(code) LIMIT %(count)s) p
