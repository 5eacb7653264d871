-- The use is noted once a minute: a map asks for hundreds of tiles.
WITH used AS (
  UPDATE tokens SET last_used_at = now()
   WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR now() < expires_at)
     AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
)
SELECT name, role
  FROM tokens
 WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR now() < expires_at)
