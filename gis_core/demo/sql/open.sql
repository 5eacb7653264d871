-- A thing stands on the map from the day of its opening on, and was recorded within the week.
UPDATE {layer} p
   SET opened_on = o.day, valid_from = o.day, updated_at = o.day + time '11:00' + interval '4 days'
  FROM unnest(%(codes)s::text[], %(days)s::date[]) AS o (code, day)
 WHERE o.code = p.code
