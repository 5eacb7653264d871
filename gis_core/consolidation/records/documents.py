"""
Documents of a project: kept under the instance's files, outside whatever is served, under names that nobody chose.

What a file is, its content says; its name and what a browser claims say nothing. A file is kept under the hash of its
content, so the same one is kept once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import re
import unicodedata
import uuid
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from gis_core.errors import NotFoundError, RefusedInputError
from gis_core.exchange.archive import refuse_bomb
from gis_core.instance import Instance

Connection = psycopg.Connection[Any]
LARGEST_BYTES = 50 * 2**20
FOLDER = "documents"
LONGEST_TITLE = 200

OOXML = "application/vnd.openxmlformats-officedocument"
# Endings by type; the first is what a download is called.
TYPES = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    f"{OOXML}.wordprocessingml.document": ("docx",),
    f"{OOXML}.spreadsheetml.sheet": ("xlsx",),
}
MAGIC = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
PARTS = (
    ("word/document.xml", f"{OOXML}.wordprocessingml.document"),
    ("xl/workbook.xml", f"{OOXML}.spreadsheetml.sheet"),
)
MACROS = ("vbaproject.bin", "activex", "oleobject")


@dataclass(frozen=True)
class Document:
    """A document as it is on record, and where its file lies."""

    id: uuid.UUID
    project: str
    title: str
    media_type: str
    size_bytes: int
    sha256: str
    added_at: dt.datetime
    added_by: str
    restricted: bool
    path: Path


@dataclass(frozen=True)
class Listed:
    """A document of a project, withdrawn or not, without its file."""

    id: uuid.UUID
    title: str
    media_type: str
    size_bytes: int
    sha256: str
    added_at: dt.datetime
    added_by: str
    restricted: bool
    withdrawn_at: dt.datetime | None
    withdrawn_by: str | None
    withdrawn_for: str | None


LISTED = """
SELECT d.id, d.title, d.media_type, d.size_bytes, d.sha256, d.added_at, d.added_by, d.restricted,
       w.recorded_at, w.recorded_by, w.reason
  FROM project_documents d LEFT JOIN document_withdrawals w ON w.document = d.id
 WHERE d.project = %s AND (NOT d.restricted OR personal.unmasked())
 ORDER BY d.added_at DESC, d.id
"""


def type_of(content: bytes) -> str:
    """
    Return the media type that the content has.

    Raises
    ------
    RefusedInputError
        If it is none that is kept, or an office document with macros.
    """
    for magic, media_type in MAGIC:
        if content.startswith(magic):
            return media_type
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    raise RefusedInputError("file: its content is no PDF, PNG, JPEG, DOCX or XLSX; send one of these", field="file")


def _office_type(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse_bomb(archive, "the document")
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise RefusedInputError("file: it is damaged; send it again", field="file") from error
    if any(macro in name for name in names for macro in MACROS):
        raise RefusedInputError("file: it carries macros or embedded programs; save it without them", field="file")
    for part, media_type in PARTS:
        if part in names and "[content_types].xml" in names:
            return media_type
    raise RefusedInputError("file: an archive isn't kept as a document; send its files one by one", field="file")


def title_of(file_name: str) -> str:
    """
    Return the title that a file's name gives: its last part, without what can't be shown.

    Raises
    ------
    RefusedInputError
        If nothing is left of it.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", file_name))[-1]
    shown = "".join(character for character in last if character.isprintable()).strip(" .")
    if not shown or len(shown) > LONGEST_TITLE:
        raise RefusedInputError(f"name: a document's name has 1 to {LONGEST_TITLE} printable characters", field="name")
    return shown


def add_document(
    connection: Connection,
    instance: Instance,
    project: str,
    file_name: str,
    content: bytes,
    *,
    restricted: bool = False,
) -> Document:
    """
    Keep a document of a project.

    Parameters
    ----------
    connection
        A transaction; its `who` stands as the one who added it.
    instance
        Under whose files it is kept.
    project
        Code of the project.
    file_name
        What it was called where it came from; stands as its title.
    content
        The file, at most `LARGEST_BYTES`.
    restricted
        It holds personal data: roles that don't see these neither open it nor learn its title.

    Raises
    ------
    NotFoundError
        If there is no such project.
    RefusedInputError
        If it is empty, too large, or of a type that isn't kept.
    """
    if connection.execute("SELECT FROM consolidation_projects WHERE code = %s", [project]).fetchone() is None:
        raise NotFoundError(f"code: there is no consolidation project {project[:80]!r}", field="code")
    if not content:
        raise RefusedInputError("file: it is empty", field="file")
    if len(content) > LARGEST_BYTES:
        raise RefusedInputError(f"file: it is larger than {LARGEST_BYTES // 2**20} MiB", field="file")
    media_type, title = type_of(content), title_of(file_name)
    sha256 = hashlib.sha256(content).hexdigest()
    path = _path(instance, sha256)
    _take_turn(connection, sha256)
    if not path.exists():
        _keep(path, content)
    row = connection.execute(
        "INSERT INTO project_documents (project, title, file_name, media_type, size_bytes, sha256, restricted)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id, added_at, added_by",
        [project, title, f"{FOLDER}/{sha256[:2]}/{sha256}", media_type, len(content), sha256, restricted],
    ).fetchone()
    assert row is not None  # noqa: S101  (RETURNING)
    return Document(row[0], project, title, media_type, len(content), sha256, row[1], row[2], restricted, path)


def documents(connection: Connection, project: str) -> list[Listed]:
    """
    Return the documents of a project, those withdrawn too, the newest first; restricted ones to who may see them.

    Raises
    ------
    NotFoundError
        If there is no such project.
    """
    if connection.execute("SELECT FROM consolidation_projects WHERE code = %s", [project]).fetchone() is None:
        raise NotFoundError(f"code: there is no consolidation project {project[:80]!r}", field="code")
    return [Listed(*row) for row in connection.execute(LISTED, [project]).fetchall()]


def withdraw_document(connection: Connection, number: uuid.UUID, reason: str) -> str:
    """
    Withdraw a document: that it was there, who withdrew it and why stays on record; nobody opens it any more.

    Returns
    -------
    sha256
        Of its content, for `drop_file` when this is committed.

    Raises
    ------
    NotFoundError
        If there is no such document.
    RefusedInputError
        If it was withdrawn already.
    """
    row = connection.execute("SELECT sha256 FROM project_documents WHERE id = %s", [number]).fetchone()
    if row is None:
        raise NotFoundError(f"number: there is no document {number}", field="number")
    made = connection.execute(
        "INSERT INTO document_withdrawals (document, reason) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING true",
        [number, reason],
    ).fetchone()
    if made is None:
        raise RefusedInputError(f"number: {number} was withdrawn already", field="number")
    return str(row[0])


def drop_file(connection: Connection, instance: Instance, sha256: str) -> None:
    """Delete the file of that content, unless another document that stands has the same."""
    _take_turn(connection, sha256)
    stands = connection.execute(
        "SELECT FROM project_documents d WHERE d.sha256 = %s"
        " AND NOT EXISTS (SELECT FROM document_withdrawals w WHERE w.document = d.id) LIMIT 1",
        [sha256],
    ).fetchone()
    if stands is None:
        _path(instance, sha256).unlink(missing_ok=True)


def _take_turn(connection: Connection, sha256: str) -> None:
    """Wait until nobody else keeps or deletes the file of that content."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"matian.documents.{sha256}"])


def find_document(connection: Connection, instance: Instance, number: uuid.UUID) -> Document:
    """
    Return a document.

    Raises
    ------
    NotFoundError
        If there is no such document, it was withdrawn, the role may not see it, or its file isn't what it was.
    """
    row = connection.execute(
        "SELECT d.id, d.project, d.title, d.media_type, d.size_bytes, d.sha256, d.added_at, d.added_by, d.restricted,"
        "       w.recorded_at::date"
        "  FROM project_documents d LEFT JOIN document_withdrawals w ON w.document = d.id"
        " WHERE d.id = %s AND (NOT d.restricted OR personal.unmasked())",
        [number],
    ).fetchone()
    if row is None:
        raise NotFoundError(f"number: there is no document {number}", field="number")
    found, project, title, media_type, size_bytes, sha256, added_at, added_by, restricted, withdrawn_on = row
    if withdrawn_on is not None:
        raise NotFoundError(f"number: the document {number} was withdrawn on {withdrawn_on}", field="number")
    path = _path(instance, sha256)
    if not path.is_file() or path.stat().st_size != size_bytes:
        raise NotFoundError(f"number: the file of {number} is gone; restore the instance's files", field="number")
    return Document(found, project, title, media_type, size_bytes, sha256, added_at, added_by, restricted, path)


def _path(instance: Instance, sha256: str) -> Path:
    return instance.files / FOLDER / sha256[:2] / sha256


def _keep(path: Path, content: bytes) -> None:
    """Write the file under another name first: an interrupted upload leaves no half file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{uuid.uuid4().hex}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
