"""
A delivery into the records: checked, mended if asked, loaded in one transaction, told.

Findings that can't keep a row out (overlaps, gaps) are looked for while the rows are being copied.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid4

import numpy as np
import psycopg
from psycopg.types.json import Jsonb

from gis_core import crs, db
from gis_core.cartography.code_lists import as_edited, lists_on
from gis_core.consolidation.refusals import refusals
from gis_core.exchange.checks.faults import Faults, codes_of, faults, known_codes
from gis_core.exchange.checks.neighbours import NOTHING_ON_RECORD, Neighbourhood, OnRecord
from gis_core.exchange.collector import collector_paused
from gis_core.exchange.delivery import Delivery
from gis_core.exchange.examine import Examined, decide, examine
from gis_core.exchange.load import Load, Loaded, Verdict, fill, load
from gis_core.exchange.proposals import Proposal, write_proposals
from gis_core.exchange.refused import write_refused
from gis_core.exchange.result import Result
from gis_core.exchange.severities import can_refuse
from gis_core.exchange.sharing import shared_ground
from gis_core.exchange.statements import statement
from gis_core.exchange.stock import Stock, around, codes_in_use, stock, take_turn
from gis_core.instance import Instance
from layers.base import Label, Layer

Connection = psycopg.Connection[Any]
BETWEEN = ("overlap", "gap")


@dataclass(frozen=True)
class Options:
    """
    How a delivery is taken in (the flags of `./matian import`).

    Parameters
    ----------
    repair
        `none`, or `safe`: mend what has one meaning and propose the rest.
    accept
        Accept file of proposals; stands only with `repair="safe"`.
    strict
        Load nothing when any row is refused.
    complete
        The delivery is the whole of its layer: live rows that it doesn't hold are ended.
    dry_run
        Write nothing to the records.
    valid_from
        Day from which new rows and changes speak; today when not given.
    refused_file
        Where refused rows go; a file of the instance's when not given (none under `dry_run`).
    proposals_file
        Where proposals go; likewise.
    who
        Whose name stands beside the rows.
    """

    repair: Literal["none", "safe"] = "none"
    accept: Path | None = None
    strict: bool = False
    complete: bool = False
    dry_run: bool = False
    valid_from: dt.date | None = None
    refused_file: Path | None = None
    proposals_file: Path | None = None
    who: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what the log of deliveries keeps of them."""
        return {
            "repair": self.repair,
            "accept": None if self.accept is None else self.accept.name,
            "strict": self.strict,
            "complete": self.complete,
            "valid_from": None if self.valid_from is None else self.valid_from.isoformat(),
        }


@collector_paused()
def take_in(delivery: Delivery, layer: Layer, instance: Instance, options: Options) -> Result:
    """
    Check a delivery and load what is accepted.

    Returns
    -------
    result
        What became of it; under `options.dry_run` what would.

    Raises
    ------
    RefusedInputError
        If the accept file isn't one for this delivery, or the database refuses what was accepted.
    EnvironmentProblemError
        If the database can't be reached.
    """
    today = dt.datetime.now(instance.place.zone).date()
    with db.connect(instance, who=options.who) as connection, ThreadPoolExecutor(2) as aside:
        take_turn(connection, layer)
        layer = as_edited(layer, lists_on(connection))
        held = stock(connection, layer)
        job = Load(layer, delivery, delivery.geometries, np.arange(len(delivery)), uuid4(), today, options.valid_from)
        verdict: Verdict = Future()
        filling = aside.submit(fill, connection, job, verdict) if _may_begin(layer, held, delivery, options) else None
        with _told_of_failure(verdict):
            seen = examine(delivery, layer, instance.place, today, repair=options.repair == "safe")
            if filling is None:
                seen = replace(seen, found=[*seen.found, *_reused_codes(connection, layer, delivery, held)])
                seen = replace(seen, found=[*seen.found, *shared_ground(connection, seen)])
            nearby = NOTHING_ON_RECORD if filling is not None else _nearby(connection, seen, held)
            between: Future[Neighbourhood] = aside.submit(seen.beside, nearby)
            proposals: list[Proposal] = []
            if options.repair == "safe":
                proposals = seen.proposals(between.result())
                if options.accept is not None:
                    seen = decide(seen, proposals, options.accept)
                    between = aside.submit(seen.beside, nearby)
            refused = seen.refused(between.result().found if can_refuse(*BETWEEN) else ())
            if options.strict and refused.any():
                refused[:] = True
            verdict.set_result(~refused)
        told = aside.submit(lambda: seen.findings(between.result().found))
        if filling is not None:
            done = filling.result()
        else:
            job = replace(
                job,
                geometries=seen.geometries,
                accepted=np.flatnonzero(~refused),
                detour=crs.there_and_back(instance.place, delivery.identified.crs),
            )
            done = _load(connection, job, held, options)
        changed = done.loaded + done.ended > 0 and not options.dry_run
        result = Result(
            delivery=job.key if changed else None,
            layer=layer.name,
            source=delivery,
            dry_run=options.dry_run,
            read=len(delivery),
            loaded=done.loaded,
            unchanged=done.unchanged,
            refused=int(refused.sum()),
            repaired=int(seen.repaired(refused).sum()),
            ended=done.ended,
            findings=tuple(told.result()),
            mends=seen.mend_list(),
            proposals=tuple(proposals),
        )
        if changed:
            _log(connection, layer, result, options)
        else:
            connection.rollback()
    return _write_files(result, seen, refused, instance, options)


def _may_begin(layer: Layer, held: Stock, delivery: Delivery, options: Options) -> bool:
    """Tell whether rows may be sent before they are checked: into an empty layer, as they are, each on its own."""
    as_they_are = options.repair == "none" and not options.strict and not options.dry_run
    on_their_own = layer.rules.one_of is None  # else the records are asked about the rows meanwhile
    return as_they_are and on_their_own and held.untouched and "code" in delivery.attributes and len(delivery) > 0


@contextmanager
def _told_of_failure(verdict: Verdict) -> Iterator[None]:
    """Let whoever waits for the verdict know when there will be none."""
    try:
        yield
    except BaseException as error:
        verdict.set_exception(error)
        raise


def _load(connection: Connection, job: Load, held: Stock, options: Options) -> Loaded:
    if not len(job.accepted):
        return Loaded(0, 0)
    codes = known_codes(job.delivery) if options.complete else None
    with refusals():  # what no row alone is to blame for, such as land in two projects
        return load(connection, job, held, dry_run=options.dry_run, all_codes=codes)


def _reused_codes(connection: Connection, layer: Layer, delivery: Delivery, held: Stock) -> list[Faults]:
    renamed = codes_in_use(connection, layer, known_codes(delivery)) if held.has_history else {}
    if not renamed:
        return []
    rows = [position for position, code in enumerate(codes_of(delivery)) if code in renamed]
    details = [
        Label(f"{code} 曾属于现编号为 {renamed[code]} 的图形", f"{code} belonged to what is {renamed[code]} now")
        for code in (delivery.code_of(position) or "" for position in rows)
    ]
    return [faults("reused_code", rows, None, details)]


def _nearby(connection: Connection, seen: Examined, held: Stock) -> OnRecord:
    rules = seen.layer.rules
    if held.live == 0 or not (rules.tiles_land or rules.exclusive):
        return NOTHING_ON_RECORD
    shapes = seen.geometries[seen.rim()]
    codes = known_codes(seen.delivery)
    return around(connection, seen.layer, shapes, codes, srid=seen.place.srid, today=seen.today)


def _log(connection: Connection, layer: Layer, result: Result, options: Options) -> None:
    source = result.source
    connection.execute(
        statement("log_delivery", layer),
        {
            "id": result.delivery,
            "layer": layer.name,
            "file_name": source.file_name,
            "sha256": source.sha256,
            "crs": source.identified.crs,
            "read": result.read,
            "loaded": result.loaded,
            "unchanged": result.unchanged,
            "repaired": result.repaired,
            "refused": result.refused,
            "options": Jsonb({**options.as_dict(), "ended": result.ended, "findings": len(result.findings)}),
            "undoes": None,
        },
    )


def _write_files(result: Result, seen: Examined, refused: Any, instance: Instance, options: Options) -> Result:
    """Write refused rows and proposals; under a dry run only where a file was named."""
    name = f"{Path(result.source.file_name).stem}-{_short(result.delivery)}"
    refused_file, proposals_file = options.refused_file, options.proposals_file
    if not options.dry_run:
        refused_file = refused_file or instance.files / "refused" / f"{name}.gpkg"
        proposals_file = proposals_file or instance.files / "proposals" / f"{name}.json"
    if refused_file is not None and result.refused:
        rows = np.flatnonzero(refused)
        write_refused(refused_file, result.source, rows, result.findings, seen.place.crs.survey)
        result = replace(result, refused_file=refused_file)
    if proposals_file is not None and result.proposals:
        write_proposals(proposals_file, result.source, result.proposals)
        result = replace(result, proposals_file=proposals_file)
    return result


def _short(key: UUID | None) -> str:
    return "refused" if key is None else str(key)[:8]
