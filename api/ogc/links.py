"""Addresses and links of the open services, and answers that are JSON documents or a plain page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import orjson
from fastapi import Request
from fastapi.responses import Response

from api.errors import BadParameter
from api.ogc.page import page_of

if TYPE_CHECKING:
    from tipg.model import Link

OGC = "/ogc"
JSON = "application/json"
GEOJSON = "application/geo+json"
HTML = "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"
MVT = "application/vnd.mapbox-vector-tile"
PAGES = (HTML, "application/xhtml+xml")
WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
FORMATS = {"json": JSON, "geojson": JSON, "html": HTML}


def address(request: Request, *parts: str, **query: str | None) -> str:
    """Return the address of `/ogc/part/part…` on the host by which the client reached us."""
    base = f"{str(request.base_url).rstrip('/')}{OGC}"
    path = "".join(f"/{quote(part, safe='{}:')}" for part in parts)
    said = {name.replace("_", "-"): value for name, value in query.items() if value is not None}
    return base + path + (f"?{urlencode(said)}" if said else "")


def link(href: str, rel: str, media_type: str, title: str | None = None, **more: Any) -> Link:
    """Return a link of a document."""
    from tipg.model import Link  # noqa: PLC0415  (slow to import; only these services need it)

    return Link.model_validate({"href": href, "rel": rel, "type": media_type, "title": title, **more})


def wants_page(request: Request) -> bool:
    """
    Whether a person is looking: by `f=html`, or a browser's `Accept` where `f` isn't said.

    Raises
    ------
    BadParameter
        If `f` is no format.
    """
    asked = request.query_params.get("f")
    if asked is not None:
        if asked not in FORMATS:
            raise BadParameter("f", f"{asked[:40]!r} is no format; there are {', '.join(FORMATS)}")
        return FORMATS[asked] == HTML
    liked = sorted(map(_liking, request.headers.get("accept", "").split(",")), key=lambda one: -one[1])
    return liked[0][0] in PAGES and liked[0][1] > 0


def _liking(text: str) -> tuple[str, float]:
    """Return a media type of `Accept` and how much it is wanted, 0–1 (RFC 9110, 12.5.1)."""
    media_type, *parameters = (part.strip().lower() for part in text.split(";"))
    weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    return media_type, float(weight) if WEIGHT.fullmatch(weight) else 0.0


def document(
    request: Request, told: Any, *, media_type: str = JSON, title: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a document as JSON, or as a page for a person; a model of tipg or a plain mapping."""
    plain = told if isinstance(told, dict) else told.model_dump(mode="json", exclude_none=True)
    kept = {"Cache-Control": "private, no-cache", "Vary": "Accept", **(headers or {})}
    if wants_page(request):
        return page_of(request, plain, title=title, headers=kept)
    return Response(orjson.dumps(plain), media_type=media_type, headers=kept)
