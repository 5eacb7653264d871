INSERT INTO tokens (hash, name, role, expires_at)
VALUES ($1, $2, $3, $4)
RETURNING id, name, role, created_at, created_by, expires_at, revoked_at, last_used_at
