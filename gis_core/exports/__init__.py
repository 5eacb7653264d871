"""
Exports (导出): what leaves through the server: asked for, perhaps approved, made by a job, fetched by its owner.

- `rules`: what each role may take without an approval.
- `log`: the append-only log, and where an export stands by it.
- `ask`: asking for an export and deciding on one.
- `data`, `sheets`: what is measured and made of each kind. `at_terminal`: the same without an approval.
- `making`: the folder that a job fills: whole or not at all.
- `data`, `sheets`: what is asked for, measured and made, of records and of map sheets. `at_terminal`: without a job.
- `downloads`: signed addresses that end. `sweeping`: files that are over, or were never finished.
"""
