"""
The routes, found by looking: each module here has `router` (an `APIRouter`), and may have `lifespan(app)`.

A file added is a route file added. Every route declares `api.security.needs(Role.…)` or `open_to_all()`; an app with
a route that doesn't is not made.
"""
