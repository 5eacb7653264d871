"""Signed addresses of files: good until they end, and only together with their owner's own login."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from gis_core.errors import NotFoundError
from gis_core.exports.log import Export, find, write
from gis_core.exports.making import folder_of
from gis_core.instance import Instance

PURPOSE = b"matian download 1\0"
SIGNATURE_BYTES = 24


@dataclass(frozen=True)
class Download:
    """A file to give out: where it lies, and the name under which it is saved."""

    export: Export
    path: Path
    name: str


def _signature(instance: Instance, payload: bytes) -> bytes:
    key = instance.secret("signing_key").encode()
    return hmac.digest(key, PURPOSE + payload, hashlib.sha256)[:SIGNATURE_BYTES]


def sign(instance: Instance, number: int, expires_at: dt.datetime) -> str:
    """Return the token by which an export's file is fetched until `expires_at`."""
    payload = f"{number}.{int(expires_at.timestamp())}".encode()
    return base64.urlsafe_b64encode(_signature(instance, payload) + payload).decode().rstrip("=")


def _number(instance: Instance, token: str) -> int | None:
    """Return the export that a token was signed for, if it still holds."""
    try:
        whole = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        signature, payload = whole[:SIGNATURE_BYTES], whole[SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, _signature(instance, payload)):
            return None
        number, ends = payload.decode().split(".")
    except (binascii.Error, ValueError):
        return None
    return int(number) if dt.datetime.now(dt.UTC).timestamp() < int(ends) else None


def fetch(
    connection: psycopg.Connection[Any], instance: Instance, token: str, *, who: str, logged: bool = True
) -> Download:
    """
    Return the file that a token means, and log that it was fetched.

    Raises
    ------
    NotFoundError
        If the token isn't ours, is over, or the export is somebody else's: all in the same words.
    """
    gone = NotFoundError("there is no such download; it may be over, or somebody else's")
    number = _number(instance, token)
    if number is None:
        raise gone
    try:
        export = find(connection, number, who=who)
    except NotFoundError:
        raise gone from None
    if export.state != "done" or export.made is None or not export.made["files"]:
        raise gone
    name = str(export.made["files"][0]["name"])
    path = folder_of(instance, number) / name
    if not path.is_file():
        raise gone
    if logged:
        write(connection, "downloaded", number, name=name)
    return Download(export, path, name)
