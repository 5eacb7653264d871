-- Records that somebody asked for lately, by what says which they are: those that needed no approval and didn't fail.
SELECT DISTINCT ON (part.key) part.key, part.value ->> 0 AS classification, (part.value ->> 1)::bigint AS rows
  FROM export_log asked, jsonb_each(asked.detail -> 'counted') part
 WHERE asked.event = 'asked' AND asked.who = {who} AND asked.happened_at > now() - %s
   AND NOT (asked.detail ->> 'waits')::boolean
   AND NOT EXISTS (SELECT FROM export_log failed WHERE failed.export = asked.id AND failed.event = 'failed')
 ORDER BY part.key, (part.value ->> 1)::bigint DESC
