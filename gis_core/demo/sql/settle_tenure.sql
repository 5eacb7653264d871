-- Say who owns these parcels, where the register doesn't already.
WITH settled AS (
  UPDATE tenure t
     SET ownership = %(ownership)s,
         holder_kind = CASE WHEN %(ownership)s = 'state' THEN 'government' ELSE 'community_company' END,
         conversion_completed = %(ownership)s = 'state'
   WHERE t.parcel = ANY(%(parcels)s)
  RETURNING t.parcel)
INSERT INTO tenure (id, code, parcel, ownership, holder_kind, conversion_completed, geom, valid_from, source, updated_at, updated_by)
SELECT overlay(overlay(md5('tenure:QS-' || p.code) placing '8' from 13) placing '8' from 17)::uuid, 'QS-' || p.code, p.code, %(ownership)s,
       CASE WHEN %(ownership)s = 'state' THEN 'government' ELSE 'community_company' END, %(ownership)s = 'state',
       p.geom, p.valid_from, p.source, p.updated_at, p.updated_by
  FROM parcels p
 WHERE p.code = ANY(%(parcels)s) AND NOT EXISTS (SELECT FROM settled s WHERE s.parcel = p.code)
