"""A workbook (XLSX) as an answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi.responses import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK: dict[int | str, dict[str, Any]] = {
    200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}
}
"""`responses` of a route that answers with one."""


def workbook(content: bytes, name: str) -> Response:
    """Return a workbook to be saved under `name` and kept by no cache: it may hold what only its reader may see."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Cache-Control": "no-store"}
    return Response(content, media_type=XLSX, headers=headers)
