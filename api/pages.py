"""
The files of the built front end, as they lie in `api/web/dist`, and the login page.

Assets have their content's hash in their names, so a browser may keep them for ever; each has a `.br` and a `.gz`
beside it. HTML gets the answer's nonce for its styles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from mimetypes import guess_type
from pathlib import Path
from string import Template

from fastapi.responses import HTMLResponse, Response

from gis_core.place import Names

WEB = Path(__file__).parent / "web" / "dist"
LOGIN = Template((Path(__file__).parent / "login.html").read_text(encoding="utf-8"))
NONCE = "__CSP_NONCE__"  # what the front end's index.html holds in the nonce's place
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json"}
FOR_EVER = "private, max-age=31536000, immutable"
A_WHILE = "private, max-age=3600"


@dataclass(frozen=True)
class Asset:
    """A file of the front end, compressed as the client can read it."""

    path: Path
    encoding: str | None
    media_type: str
    hashed: bool


def find(root: Path, name: str, accept_encoding: str) -> Asset | None:
    """
    Return the file `name` (a path relative to `root`), `None` when there is no such file to be served.

    Nothing outside of `root`, no hidden file, no directory and no compressed sibling by its own name is served.
    """
    if any(part.startswith(".") or part == "" for part in name.split("/")) or name.endswith((".br", ".gz")):
        return None
    base = root.resolve()
    path = (base / name).resolve()
    if not path.is_relative_to(base) or not path.is_file():
        return None
    readable = accepted(accept_encoding)
    media_type = TYPES.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream"
    hashed = name.startswith("assets/")
    for encoding, suffix in ENCODINGS:
        sibling = path.with_name(path.name + suffix)
        if encoding in readable and sibling.is_file():
            return Asset(sibling, encoding, media_type, hashed)
    return Asset(path, None, media_type, hashed)


def accepted(header: str) -> set[str]:
    """Return the encodings of an Accept-Encoding header that aren't ruled out by `q=0`."""
    found = set()
    for part in header.lower().split(","):
        name, _, quality = part.partition(";")
        if quality.replace(" ", "").partition("q=")[2].strip("0.") or "q=" not in quality:
            found.add(name.strip())
    return found


def asset_response(asset: Asset) -> Response:
    """Return the answer that carries a file."""
    headers = {"Cache-Control": FOR_EVER if asset.hashed else A_WHILE, "Vary": "Accept-Encoding"}
    if asset.encoding:
        headers["Content-Encoding"] = asset.encoding
    content = _content(asset.path, asset.path.stat().st_mtime_ns)
    return Response(content, media_type=asset.media_type, headers=headers)


@lru_cache(maxsize=256)
def _content(path: Path, _changed: int) -> bytes:
    return path.read_bytes()


def index_response(root: Path, nonce: str) -> Response | None:
    """Return the page that starts the front end, `None` when it isn't built."""
    path = root / "index.html"
    if not path.is_file():
        return None
    html = _content(path, path.stat().st_mtime_ns).decode("utf-8")
    return HTMLResponse(html.replace(NONCE, nonce), headers={"Cache-Control": "no-store"})


def login_response(
    place: Names, nonce: str, *, next_page: str, said: Names | None = None, status: int = 200
) -> Response:
    """Return the login page of a place; `said` is a sentence on why one is here again."""
    texts = {
        "place_zh": place.zh,
        "place_en": place.en,
        "next": next_page,
        "zh": said.zh if said else "",
        "en": said.en if said else "",
    }
    escaped = {name: escape(text) for name, text in texts.items()}
    return HTMLResponse(LOGIN.substitute(escaped, nonce=nonce, hidden="" if said else "hidden"), status)


def safe_next(page: str | None) -> str:
    """Return where to go after the login: a path of this server, `/` for anything else."""
    if page and page.startswith("/") and not page.startswith(("//", "/\\", "/login")) and page.isprintable():
        return page
    return "/"
