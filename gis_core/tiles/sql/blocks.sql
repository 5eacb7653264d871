-- Blocks: the prepared ones when nothing has changed here since they were made, else made now.
SELECT CASE WHEN (
{in_order}
) THEN (
{prepared}
) ELSE (
{made_now}
) END
