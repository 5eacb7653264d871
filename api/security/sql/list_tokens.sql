SELECT id, name, role, created_at, created_by, expires_at, revoked_at, last_used_at
  FROM tokens
 ORDER BY id DESC
