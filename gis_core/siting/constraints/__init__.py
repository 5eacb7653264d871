"""
Constraints (约束): what a candidate must satisfy, each kind in a file of its own.

The statement of a constraint answers, for every candidate that is left, with `code`, `value` (what was measured, in the
unit of the constraint), `holds`, and `miss`: by how much the bound is missed, as a share of it (1 where that has no
meaning). What can't be measured doesn't hold.
"""
