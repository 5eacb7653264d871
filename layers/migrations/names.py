"""Which names in a database are ours to compare."""

OURS = {"public", "personal", "matian"}
THEIRS = {"spatial_ref_sys", "alembic_version"}


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Look at our own schemas only, and at none of PostGIS' or Alembic's tables."""
    if kind == "schema":
        return name is None or name in OURS
    return not (kind == "table" and name in THEIRS)
