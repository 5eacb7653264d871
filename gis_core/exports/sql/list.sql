-- Where exports stand: what was asked, and the last word on it by its later rows and by its job.
WITH found AS (
  SELECT asked.id, asked.who, asked.happened_at AS asked_at, asked.detail AS asked,
         decided.event AS decision, decided.who AS decided_by, decided.detail ->> 'reason' AS reason,
         queued.job, finished.detail AS made, finished.happened_at AS finished_at,
         (finished.detail ->> 'expires_at')::timestamptz AS expires_at,
         failed.detail ->> 'error' AS error, removed.id IS NOT NULL AS removed,
         coalesce(removed.detail ->> 'cancelled', failed.detail ->> 'cancelled')::boolean AS cancelled,
         job.state AS job_state, job.error AS job_error
    FROM export_log asked
    LEFT JOIN export_log decided ON decided.export = asked.id AND decided.event IN ('approved', 'refused')
    LEFT JOIN export_log queued ON queued.export = asked.id AND queued.event = 'queued'
    LEFT JOIN export_log finished ON finished.export = asked.id AND finished.event = 'finished'
    LEFT JOIN export_log removed ON removed.export = asked.id AND removed.event = 'removed'
    LEFT JOIN LATERAL (SELECT * FROM export_log f WHERE f.export = asked.id AND f.event = 'failed'
                        ORDER BY f.id DESC LIMIT 1) failed ON true
    LEFT JOIN jobs.jobs job ON job.id = queued.job
   WHERE asked.event = 'asked'
     AND (%(id)s::bigint IS NULL OR asked.id = %(id)s)
     AND (%(who)s::text IS NULL OR asked.who = %(who)s)
     AND (%(before)s::bigint IS NULL OR asked.id < %(before)s)
), told AS (
  SELECT *, CASE
           WHEN cancelled OR job_state = 'cancelled' THEN 'cancelled'
           WHEN finished_at IS NOT NULL AND (removed OR coalesce(expires_at <= now(), false)) THEN 'expired'
           WHEN finished_at IS NOT NULL THEN 'done'
           WHEN decision = 'refused' THEN 'refused'
           WHEN job IS NULL AND (asked ->> 'waits')::boolean THEN 'waiting'
           WHEN job_state = 'running' THEN 'running'
           WHEN job_state = 'waiting' THEN 'queued'
           WHEN job IS NULL AND error IS NULL THEN 'running' -- at the terminal
           ELSE 'failed'
         END AS state
    FROM found
)
SELECT id, who, asked_at, asked, state, decided_by, decision, reason, job, made, finished_at, expires_at,
       CASE state WHEN 'failed' THEN coalesce(error, job_error) END AS error
  FROM told
 WHERE %(state)s::text IS NULL OR state = %(state)s
 ORDER BY id DESC
 LIMIT %(limit)s
