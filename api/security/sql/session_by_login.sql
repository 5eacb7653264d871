-- One statement: of two who come with the same login, the row's lock lets one in.
WITH used AS (
  UPDATE one_time_logins SET used_at = now()
   WHERE hash = $1 AND used_at IS NULL AND now() < expires_at
  RETURNING name, role
), over AS (
  DELETE FROM sessions WHERE expires_at < now()
)
INSERT INTO sessions (hash, name, role, expires_at)
SELECT $2, name, role, now() + $3::interval FROM used
RETURNING true
