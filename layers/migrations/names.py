"""Which names in a database are ours to compare."""

OURS = {"public", "personal", "matian", "jobs"}
NOT_MODELS = {"spatial_ref_sys", "alembic_version", "layer_indexes"}
NOT_OURS = "procrastinate_"


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Look at our own schemas only, and at no table of PostGIS, Alembic, procrastinate or the history functions."""
    if kind == "schema":
        return name is None or name in OURS
    return not (kind == "table" and name is not None and (name in NOT_MODELS or name.startswith(NOT_OURS)))
