"""The kinds of work, found by looking: each module here has `KIND` (a `gis_core.jobs.kind.Kind`)."""
