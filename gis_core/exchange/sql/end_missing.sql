-- A delivery that is the whole of its layer ends what it doesn't hold (refused rows are held: they are known, if wrong).
DELETE FROM {layer} l
 WHERE (l.valid_to IS NULL OR l.valid_to >= %(today)s)
   AND NOT EXISTS (SELECT FROM unnest(%(codes)s::text[]) AS given (code) WHERE given.code = l.code)
