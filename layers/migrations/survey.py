"""What a migration may ask of the instance that it is run for."""

from pathlib import Path

from alembic import context


def survey_srid() -> int:
    """Return the EPSG number of the instance's survey CRS."""
    return int(context.config.attributes["srid"])


def sql_file(name: str) -> str:
    """Return the text of `sql/<name>`, ready to be executed (no bind parameters in it)."""
    return (Path(__file__).parent / "sql" / name).read_text(encoding="utf-8")
