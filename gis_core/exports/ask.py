"""Asking for an export, and deciding on one that has to wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg

from gis_core.errors import NotAllowedError, RefusedInputError
from gis_core.exports.log import Export, find, lock, lock_asker, taken, write
from gis_core.exports.rules import COUNTED_TOGETHER, Counted, needs_approval, needs_approval_together
from gis_core.jobs import store as jobs
from layers.base import Classification

DECIDING = ("lead", "administrator")


def ask(
    connection: psycopg.Connection[Any],
    *,
    kind: str,
    what: Mapping[str, Any],
    classification: Classification,
    rows: int,
    job_kind: str,
    arguments: Mapping[str, Any],
    role: str,
    purpose: str | None = None,
    counted: Counted | None = None,
) -> Export:
    """
    Ask for an export: its job is queued at once, or it waits for an approval by the rules (`gis_core.exports.rules`).

    Parameters
    ----------
    connection
        As the application, under the name of whoever asks; nothing happens before it is committed.
    kind
        `data` or `sheets`.
    what
        What people read of it in the list: layer, format, template …
    classification, rows
        What it is measured by.
    job_kind, arguments
        The job that makes it; `export` (the number) is added to its arguments.
    role
        Of whoever asks; under it the job works.
    purpose
        What it is for, in the asker's words.
    counted
        Records that count together with those that the same person took before; `None` where nothing does.
    """
    counted = counted or {}
    reason = needs_approval(role, classification, rows)
    if reason is None and counted:
        lock_asker(connection)
        reason = needs_approval_together(role, counted, taken(connection, within=COUNTED_TOGETHER))
    number = write(
        connection,
        "asked",
        kind=kind,
        what=dict(what),
        classification=classification,
        rows=rows,
        purpose=purpose,
        role=role,
        waits=reason is not None,
        why=None if reason is None else {"zh": reason.zh, "en": reason.en},
        job_kind=job_kind,
        arguments=dict(arguments),
        counted=dict(counted),
    )
    export = find(connection, number)
    return _queue(connection, export) if reason is None else export


def _queue(connection: psycopg.Connection[Any], export: Export) -> Export:
    asked = export.asked
    arguments = {**asked["arguments"], "export": export.id}
    job = jobs.submit(connection, asked["job_kind"], arguments, who=export.who, role=export.role)
    write(connection, "queued", export.id, job=job)
    return find(connection, export.id)


def decide(
    connection: psycopg.Connection[Any], number: int, *, approve: bool, reason: str | None, who: str, role: str
) -> Export:
    """
    Approve or refuse an export that waits; an approved one is queued for its owner.

    Raises
    ------
    NotFoundError
        If there is none of that number.
    NotAllowedError
        If it is one's own, or the role decides on none.
    RefusedInputError
        If it doesn't wait (any more), or it is refused without a reason.
    """
    if role not in DECIDING:
        raise NotAllowedError("only a lead or an administrator decides on exports")
    lock(connection, number)
    export = find(connection, number)
    if export.who == who:
        raise NotAllowedError(f"export {number} is your own; somebody else decides on it")
    if export.state != "waiting":
        raise RefusedInputError(f"export {number} doesn't wait for a decision; it is {export.state}")
    if not approve and not (reason or "").strip():
        raise RefusedInputError("reason: say why it is refused", field="reason")
    write(connection, "approved" if approve else "refused", number, reason=reason)
    return _queue(connection, export) if approve else find(connection, number)
