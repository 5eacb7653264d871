-- Exports whose job was taken back or given up, of which the log doesn't say so yet.
SELECT queued.export, job.state = 'cancelled' AS cancelled, finished.id IS NOT NULL AS finished, job.error
  FROM jobs.jobs job
  JOIN export_log queued
    ON queued.export = (job.arguments ->> 'export')::bigint AND queued.event = 'queued' AND queued.job = job.id
  LEFT JOIN export_log finished ON finished.export = queued.export AND finished.event = 'finished'
 WHERE job.state IN ('cancelled', 'failed')
   AND jsonb_typeof(job.arguments -> 'export') = 'number'
   AND (job.state = 'cancelled' OR finished.id IS NULL)
   AND NOT EXISTS (SELECT FROM export_log told
                    WHERE told.export = queued.export AND told.event IN ('failed', 'removed'))
