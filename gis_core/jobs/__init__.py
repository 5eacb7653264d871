"""
Work that takes longer than a request may: asked for now, done beside the server, told of while it is under way.

- `kind`: what work there is, found by looking into `kinds/`; adding one is adding a file.
- `store`: asking for work, looking at it, taking it back.
- `report`: how a kind of work tells how far it is, hears that it is no longer wanted, and reaches the database.
- `child`: one job in a process of its own. `worker`: takes jobs from procrastinate's queue, a child for each.
- `rescue`: jobs whose worker died, and those that nobody will ask for any more. `beside`: the worker beside a server.

Why it is done so: docs/decisions/0940.
"""
