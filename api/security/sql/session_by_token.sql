INSERT INTO sessions (hash, name, role, token, expires_at)
SELECT $2, name, role, id, least(now() + $3::interval, expires_at)
  FROM tokens
 WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR now() < expires_at)
RETURNING true
