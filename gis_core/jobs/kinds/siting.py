"""A run of site selection: the document is asked, the answer is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gis_core.instance import Instance
from gis_core.jobs.kind import Kind
from gis_core.jobs.report import Report
from layers.base import Label


def _run(instance: Instance, arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """
    Run `document`, or the run of number `rerun` again (`as_known_then`: by what was known when it was made).

    `known` is an instant in ISO 8601; now when it isn't given.
    """

    from gis_core.siting.again import rerun  # noqa: PLC0415  (slow to import)
    from gis_core.siting.document import read_scenario  # noqa: PLC0415
    from gis_core.siting.run import run  # noqa: PLC0415
    from gis_core.siting.store import keep  # noqa: PLC0415

    def tell(share: float, what: Label) -> None:
        report.stop_if_cancelled()
        report.progress(share, what.zh, what.en)

    with report.connect() as connection:
        if "rerun" in arguments:
            again = rerun(
                connection,
                instance,
                int(arguments["rerun"]),
                as_known_then=bool(arguments.get("as_known_then")),
                report=tell,
                cancelled=lambda: report.cancelled,
            )
            changed = {name: list(pair) for name, pair in again.data_changed.items()}
            told = {"same": again.same, "data_changed": changed, "code_changed": again.code_changed}
            return {"run": again.run.id, **told}
        known = arguments.get("known")
        answer = run(
            connection,
            instance,
            read_scenario(arguments["document"]),
            known=dt.datetime.fromisoformat(known) if known else None,
            report=tell,
            cancelled=lambda: report.cancelled,
        )
        report.stop_if_cancelled()
        return {"run": keep(connection, answer).id}


KIND = Kind("siting", Label("选址运行", "Site selection"), _run)
