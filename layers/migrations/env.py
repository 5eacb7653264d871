"""
Alembic's environment. It is run by `gis_core.migrate` alone, which hands over the connection and the survey SRID.

New versioned tables get their triggers by `matian.track` in the same migration (see `process_revision_directives`).
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from geoalchemy2 import Geometry

from layers.migrations.names import include_name
from layers.registry import all_layers
from layers.tables import build_metadata

WEB_MERCATOR = 3857
PLAIN = -1  # shapes in tile units, without a CRS


class RunFileOp(ops.MigrateOperation):
    """Run a file of `migrations/sql/`: triggers and functions that stand beside a table."""

    def __init__(self, name: str) -> None:
        self.name = name


class SeedOp(ops.MigrateOperation):
    """Insert the rows that a table starts with."""

    def __init__(self, table: str, rows: tuple[dict[str, object], ...]) -> None:
        self.table = table
        self.rows = rows


@renderers.dispatch_for(RunFileOp)
def render_file(autogen: AutogenContext, op: RunFileOp) -> str:
    """Write the call that runs the file."""
    autogen.imports.add("from layers.migrations.survey import sql_file")
    return f'op.execute(sql_file("{op.name}"))'


@renderers.dispatch_for(SeedOp)
def render_seed(_autogen: AutogenContext, op: SeedOp) -> str:
    """Write the rows as they are declared today, so that the migration stays what it was."""
    columns = ", ".join(f"sa.column({name!r})" for name in op.rows[0])
    return f"op.bulk_insert(sa.table({op.table!r}, {columns}), {list(op.rows)!r})"


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write geometry columns with the SRID of the instance that the migration is run for."""
    if kind == "type" and isinstance(item, Geometry):
        autogen.imports.add("from geoalchemy2 import Geometry")
        srid: str | int = item.srid
        if srid not in (WEB_MERCATOR, PLAIN):
            autogen.imports.add("from layers.migrations.survey import survey_srid")
            srid = "survey_srid()"
        return f'Geometry("{item.geometry_type}", srid={srid}, spatial_index=False)'
    return False


def guard_new_tables(_context: MigrationContext, _revision: Any, directives: list[ops.MigrationScript]) -> None:
    """
    Give each table that the migration makes its triggers and rights.

    A layer is tracked (`matian.track`); a plain table says in its `info` either `append_only` (the columns that the
    database stamps by itself) or `grant` (what the application may do, as in SQL), and may name `rows` that it starts
    with and files `sql` (each undone by `<file>_down.sql`) with the triggers and functions that stand beside it.
    """
    for script in directives:
        for upgrade, downgrade in zip(script.upgrade_ops_list, script.downgrade_ops_list, strict=True):
            files: list[str] = []
            for made in [op for op in upgrade.ops if isinstance(op, ops.CreateTableOp)]:
                name = f"{made.schema}.{made.table_name}" if made.schema else made.table_name
                if name in all_layers():
                    upgrade.ops.append(ops.ExecuteSQLOp(f"CALL matian.track('{name}')"))
                    downgrade.ops.insert(0, ops.ExecuteSQLOp(f"CALL matian.untrack('{name}')"))
                if "append_only" in made.info:
                    stamped = ", ".join(f"'{column}'" for column in made.info["append_only"])
                    upgrade.ops.append(ops.ExecuteSQLOp(f"CALL matian.append_only('{name}', {stamped})"))
                if "grant" in made.info:
                    upgrade.ops.append(ops.ExecuteSQLOp(f"GRANT {made.info['grant']} ON {name} TO matian_application"))
                if "rows" in made.info:
                    upgrade.ops.append(SeedOp(name, made.info.pop("rows")))
                files.extend(made.info.pop("sql", ()))
            for file in files:  # after all tables, so that a function may speak of any
                upgrade.ops.append(RunFileOp(file))
                downgrade.ops.insert(0, RunFileOp(file.replace(".sql", "_down.sql")))


def run() -> None:
    """Run the migrations on the connection that `gis_core.migrate` has put into the configuration."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=build_metadata(context.config.attributes["srid"]),
        include_schemas=True,
        include_name=include_name,
        render_item=render_item,
        process_revision_directives=guard_new_tables,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
