"""
What is refused before any route is asked, and the headers that every answer carries.

- Host names: only our own, so that no page elsewhere reaches us by a name that it points here (DNS rebinding).
- Origins: an unsafe method from a browser must come from our own pages (cross-site request forgery).
- Bodies: not longer than a route takes, said beforehand or not; what is longer is never parsed.
- Text: a path or query that is no UTF-8, or holds a NUL, which PostgreSQL can't store.
"""

from __future__ import annotations

import secrets
from urllib.parse import unquote_to_bytes

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BadParameter, Problem, TooLarge, answer
from gis_core.settings import Settings

OURS = ("127.0.0.1", "localhost", "[::1]")
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104  (addresses to listen on, never a host name)
SAFE = ("GET", "HEAD", "OPTIONS")
LONGEST_QUERY = 16_384
LARGEST_BODY = 2 * 2**20  # what is parsed; a route that takes a file says more (`api.bodies.read_upload`)


def policy(nonce: str | None = None) -> str:
    """
    Return the Content-Security-Policy of an answer: everything from here, scripts by file, styles by file or by nonce.

    `img-src` allows `data:` and `blob:` for icons that MapLibre draws; nothing else comes from an address made up on
    the page.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'" if nonce else "style-src 'self'",
            "worker-src 'self'",
            "connect-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send our own forms with "Origin: null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
    "Content-Security-Policy": policy(),
}
RAW = [(name.lower().encode(), value.encode()) for name, value in ALWAYS.items()]
POLICY = b"content-security-policy"


def nonce(request: Request) -> str:
    """Return the nonce of a request's answer, which its policy then names: for pages alone, each has another."""
    given: str | None = getattr(request.state, "nonce", None)
    if given is None:
        given = request.state.nonce = secrets.token_urlsafe(16)
    return given


def host_name(header: str) -> str:
    """Return the host of a Host header or an origin's authority, without its port, in lower case."""
    host = header.strip().lower()
    if host.startswith("["):
        address, closed, port = host.partition("]")
        return address + closed if not port or (port[0] == ":" and (port[1:] or "0").isdecimal()) else host
    name, _, port = host.partition(":")
    return name if not port or port.isdecimal() else host


class Door:
    """The middleware that all of this is done by."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        listening = settings.host.lower()
        names = {*OURS, listening, *(name.lower() for name in settings.public_hosts)}
        self.hosts = names - EVERYWHERE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse or pass on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        asked_for_head = scope["method"] == "HEAD"
        if asked_for_head:  # every GET answers HEAD, without its body
            scope = {**scope, "method": "GET"}
            state["head"] = True

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                if "nonce" in state:
                    headers.append((POLICY, policy(state["nonce"]).encode()))
                said = {name for name, _ in headers}
                headers += [header for header in RAW if header[0] not in said]
                message = {**message, "headers": headers}
            elif asked_for_head:
                if message.get("more_body"):
                    return
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        problem = self._refuses(scope)
        if problem is not None:
            await answer(scope, problem)(scope, receive, send_with_headers)
            return
        await self.app(scope, receive if scope["method"] in SAFE else _measured(scope, receive), send_with_headers)

    def _refuses(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host_name(host) not in self.hosts:
            return Problem(421, f"this server doesn't answer to the host {host[:100]!r}; see MATIAN_PUBLIC_HOSTS")
        if scope["method"] not in SAFE and not _from_our_page(headers, host):
            return Problem(403, "a request that changes something must come from this server's own pages")
        return _malformed(scope)


def _measured(scope: Scope, receive: Receive) -> Receive:
    """
    Return `receive`, which gives up a body that is longer than the route takes: at once where its length is said.

    Raises
    ------
    TooLarge
        In whoever reads the body.
    """
    said = Headers(scope=scope).get("content-length", "")
    read = 0

    async def receive_measured() -> Message:
        nonlocal read
        most: int = scope["state"].get("most_bytes", LARGEST_BODY)
        if read == 0 and said.isdecimal() and int(said[:20]) > most:
            raise TooLarge(most)
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise TooLarge(most)
        return message

    return receive_measured


def _from_our_page(headers: Headers, host: str) -> bool:
    """Whether an unsafe request comes from our page, or from a program that no browser lends its cookies."""
    origin = headers.get("origin")
    if origin is None:
        return "cookie" not in headers and headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    return origin.partition("://")[2].lower() == host.strip().lower()


def _malformed(scope: Scope) -> Problem | None:
    if not _is_text(scope.get("raw_path", scope["path"].encode("utf-8", "surrogatepass")).partition(b"?")[0]):
        return BadParameter("path", "it must be UTF-8 without NUL")
    raw: bytes = scope["query_string"]
    if len(raw) > LONGEST_QUERY:
        return BadParameter("query", f"it is longer than {LONGEST_QUERY} bytes")
    for pair in raw.split(b"&"):
        if not _is_text(pair.replace(b"+", b" ")):
            name = unquote_to_bytes(pair.partition(b"=")[0]).decode("utf-8", "replace").replace("\0", "�")
            return BadParameter(name[:100], "it must be UTF-8 without NUL")
    return None


def _is_text(raw: bytes) -> bool:
    plain = unquote_to_bytes(raw) if b"%" in raw else raw
    if b"\0" in plain:
        return False
    try:
        plain.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
