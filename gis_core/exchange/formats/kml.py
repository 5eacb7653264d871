"""KML and KMZ (OGC 07-147r2): always longitude and latitude of WGS 84."""

from __future__ import annotations

import codecs
import html
import re
import zipfile
from dataclasses import replace

from gis_core.errors import RefusedInputError
from gis_core.exchange import ogr
from gis_core.exchange.archive import refuse_bomb, unpack
from gis_core.exchange.encodings import GBK, decode
from gis_core.exchange.raw import Format, Raw, Source
from layers.base import Label

WGS84 = "EPSG:4326"
FURNITURE = (
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "snippet",
)  # fmt: skip
"""Columns that GDAL makes of how KML shows a placemark, not of what it is."""


DECLARED = re.compile(rb'\s*<\?xml[^>]*?encoding\s*=\s*["\']([\w.:-]+)["\'][^>]*\?>')
NAME = re.compile(rb"""(<(?:\w+:)?(?:Data|SimpleField|SimpleData)\b[^>]*?\sname\s*=\s*)(?:"([^"]*)"|'([^']*)')""")
PLAIN_NAME = re.compile(rb"[A-Za-z_]\w*")
STAND_IN = "matian_{}"


def _is_kmz(source: Source) -> bool:
    if not source.head().startswith(b"PK\x03\x04"):
        return False
    if source.suffix == ".kmz":
        return True
    return source.suffix != ".zip" and b"doc.kml" in source.head()


def _recognise(source: Source) -> bool:
    if _is_kmz(source):
        return True
    head = source.head()
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", errors="replace").encode()
    return b"<kml" in head or (source.suffix == ".kml" and head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"))


def _read(source: Source) -> Raw:
    one = _unpacked(source) if _is_kmz(source) else source
    octets = _in_utf8(one.path.read_bytes(), source.name)
    if b"<!DOCTYPE" in octets or b"<!ENTITY" in octets:
        raise RefusedInputError(f"{source.name} declares entities, which no KML needs; such a file is not read")
    octets, stand_ins = _with_stand_ins(octets)
    readable = source.scratch / "readable.kml"
    readable.write_bytes(octets)
    raw = ogr.read(replace(one, path=readable), "LIBKML", crs_by_format=WGS84)
    columns = raw.columns.rename_columns([stand_ins.get(name, name) for name in raw.columns.column_names])
    shown = [
        name for name in columns.column_names if name not in FURNITURE and columns[name].null_count < columns.num_rows
    ]
    return replace(raw, columns=columns.select(shown))


def _in_utf8(octets: bytes, name: str) -> bytes:
    """Return a document in UTF-8, whatever it is written in; GDAL's reader knows no Chinese encoding."""
    declared = DECLARED.match(octets)
    is_utf8 = declared is None or declared[1].upper() in (b"UTF-8", b"UTF8", b"US-ASCII")
    if is_utf8 and not octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return octets
    try:
        wanted = codecs.lookup(declared[1].decode()).name if declared else GBK
        text = octets.decode(GBK if wanted in ("gb2312", "gbk") else wanted)
    except (LookupError, UnicodeDecodeError):
        text, _ = decode(octets, name)
    return re.sub(r"\A\ufeff?\s*<\?xml[^>]*\?>", "", text).encode()


def _with_stand_ins(octets: bytes) -> tuple[bytes, dict[str, str]]:
    """
    Return a document whose data names are ASCII, and what they stand for.

    GDAL makes an underscore of every other byte, so that 宗地代码 and 地块编号 would be one column without a name.
    """
    stand_ins: dict[bytes, str] = {}

    def put(match: re.Match[bytes]) -> bytes:
        name = match[2] if match[2] is not None else match[3]
        if PLAIN_NAME.fullmatch(name):
            return match[0]
        return match[1] + b'"' + stand_ins.setdefault(name, STAND_IN.format(len(stand_ins))).encode() + b'"'

    written = NAME.sub(put, octets)
    return written, {word: html.unescape(name.decode("utf-8", errors="replace")) for name, word in stand_ins.items()}


def _unpacked(source: Source) -> Source:
    folder = source.scratch / "kmz"
    folder.mkdir()
    try:
        with zipfile.ZipFile(source.path) as archive:
            refuse_bomb(archive, source.name)
            unpack(archive, folder, source.name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise RefusedInputError(f"{source.name} is a damaged KMZ ({error}); send it again") from error
    documents = sorted(folder.rglob("*.kml"), key=lambda path: (path.name != "doc.kml", len(path.parts), path.name))
    if not documents:
        raise RefusedInputError(f"{source.name} holds no KML document")
    return Source(documents[0], source.name, source.scratch, source.shape, source.layer)


FORMAT = Format("kml", Label("KML/KMZ", "KML/KMZ"), (".kml", ".kmz"), _recognise, _read)
