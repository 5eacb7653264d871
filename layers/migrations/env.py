"""
Alembic's environment. It is run by `gis_core.migrate` alone, which hands over the connection and the survey SRID.

New versioned tables get their triggers by `matian.track` in the same migration (see `process_revision_directives`).
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from geoalchemy2 import Geometry

from layers.migrations.names import include_name
from layers.registry import all_layers
from layers.tables import build_metadata

WEB_MERCATOR = 3857


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write geometry columns with the SRID of the instance that the migration is run for."""
    if kind == "type" and isinstance(item, Geometry):
        autogen.imports.add("from geoalchemy2 import Geometry")
        srid: str | int = item.srid
        if srid != WEB_MERCATOR:
            autogen.imports.add("from layers.migrations.survey import survey_srid")
            srid = "survey_srid()"
        return f'Geometry("{item.geometry_type}", srid={srid}, spatial_index=False)'
    return False


def track_new_layers(_context: MigrationContext, _revision: Any, directives: list[ops.MigrationScript]) -> None:
    """Add `matian.track` (and `untrack` on the way down) for each layer table that the migration makes."""
    for script in directives:
        for upgrade, downgrade in zip(script.upgrade_ops_list, script.downgrade_ops_list, strict=True):
            made = [op.table_name for op in upgrade.ops if isinstance(op, ops.CreateTableOp)]
            for name in made:
                if name in all_layers():
                    upgrade.ops.append(ops.ExecuteSQLOp(f"CALL matian.track('{name}')"))
                    downgrade.ops.insert(0, ops.ExecuteSQLOp(f"CALL matian.untrack('{name}')"))


def run() -> None:
    """Run the migrations on the connection that `gis_core.migrate` has put into the configuration."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=build_metadata(context.config.attributes["srid"]),
        include_schemas=True,
        include_name=include_name,
        render_item=render_item,
        process_revision_directives=track_new_layers,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
