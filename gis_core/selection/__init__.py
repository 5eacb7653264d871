"""
Selections (选择集): some rows of a layer at two times, by a filter or by their codes, that every door out shares.

- `language`: CQL2, as text or as JSON, read into plain JSON within bounds.
- `values`: literals of a filter as values of the columns that they are compared with.
- `condition`: a filter as one parametrised SQL condition over a layer's declared columns. `spatial`: its shapes.
- `selection`: what is selected, and the statement that reads it.
- `outlines`: its shapes for a map, within bounds.
- `store`: selections held on the server, with an owner and an end, however many rows they have.

Why CQL2 is read by the package `cql2`: docs/decisions/1020.
"""
