"""
Which rows of a layer answer at the two times, as SQL conditions on a row `f` (docs/architecture.md, "Two times").

`{at}` and `{known}` are filled by the statement that asks. `<layer>_as_of` (layers/migrations/sql/0001_history.sql) is
both halves together; a statement names one half where it orders, cuts or copies them by themselves.
"""

LIVE = "f.updated_at <= {known} AND f.valid_from <= {at} AND (f.valid_to IS NULL OR {at} <= f.valid_to)"
PAST = LIVE + " AND {known} < f.recorded_to AND ({known} < f.superseded_at OR {at} < f.superseded_on)"
