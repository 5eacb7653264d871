WITH ended AS (DELETE FROM sessions WHERE token = $1)
UPDATE tokens SET revoked_at = coalesce(revoked_at, now())
 WHERE id = $1
RETURNING id, name, role, created_at, created_by, expires_at, revoked_at, last_used_at
