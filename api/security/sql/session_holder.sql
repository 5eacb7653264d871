SELECT s.name, s.role
  FROM sessions s LEFT JOIN tokens t ON t.id = s.token
 WHERE s.hash = $1 AND now() < s.expires_at AND t.revoked_at IS NULL
