WITH over AS (DELETE FROM one_time_logins WHERE expires_at < now() - interval '1 day')
INSERT INTO one_time_logins (hash, name, role, expires_at)
VALUES ($1, $2, $3, now() + $4::interval)
