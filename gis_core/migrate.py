"""The schema of an instance: brought to head by Alembic, or compared with what the layers declare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

import layers
from gis_core.db import engine
from gis_core.instance import Instance
from gis_core.provision import SETTING_UP
from layers.migrations.names import include_name
from layers.tables import build_metadata

SCRIPTS = Path(layers.__path__[0]) / "migrations"


@contextmanager
def _configured(instance: Instance) -> Iterator[tuple[Config, Connection]]:
    """One transaction as the owner, with Alembic's configuration for it."""
    source = engine(instance, role="owner")
    try:
        with source.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
            config.attributes["connection"] = connection
            config.attributes["srid"] = instance.place.srid
            yield config, connection
    finally:
        source.dispose()


def current(instance: Instance) -> str | None:
    """Return the revision of the instance's database, or `None` when it is empty."""
    with _configured(instance) as (_, connection):
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(instance: Instance, revision: str = "head") -> None:
    """Bring the schema up to `revision`, all steps in one transaction."""
    with _configured(instance) as (config, connection):
        connection.execute(text(f"SELECT pg_advisory_xact_lock({SETTING_UP})"))
        command.upgrade(config, revision)


def downgrade(instance: Instance, revision: str) -> None:
    """Take the schema back to `revision` (`base` for nothing), all steps in one transaction."""
    with _configured(instance) as (config, _):
        command.downgrade(config, revision)


def make(instance: Instance, message: str) -> Path:
    """Write the migration from the database to the layers as declared, and return its file."""
    with _configured(instance) as (config, _):
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        number = f"{len(known) + 1:04d}"
        script = command.revision(config, message=message, autogenerate=True, rev_id=number)
        if script is None or isinstance(script, list):
            raise RuntimeError("Alembic wrote no single migration")
        return Path(script.path)


def differences(instance: Instance) -> list[object]:
    """Return what differs between the database and the layers as declared (empty when they agree)."""
    with _configured(instance) as (_, connection):
        context = MigrationContext.configure(
            connection,
            opts={"include_schemas": True, "include_name": include_name, "compare_type": True},
        )
        return list(compare_metadata(context, build_metadata(instance.place.srid)))
