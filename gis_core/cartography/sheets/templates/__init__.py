"""The templates of map sheets, found by looking: each module here has `TEMPLATE` (a `template.Template`)."""
