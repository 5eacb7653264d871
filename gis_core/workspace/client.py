"""A client of our own API: one kept connection, a token, and errors as sentences. Never a proxy, never another host."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

from gis_core.errors import EnvironmentProblemError, MatianError, NotAllowedError, NotFoundError, WrongUseError

TIMEOUT_S = 60.0
TRIES = 4
LONGEST_WAIT_S = 10.0
BUSY, UNKNOWN, NOT_ALLOWED, MISSING = 503, 401, 403, 404
Asked = Mapping[str, str | int | None]


class Client:
    """
    A server that is asked with a token.

    Parameters
    ----------
    address
        Where it is reached: `http://127.0.0.1:8765` or `https://…`; what follows the port is left out.
    token
        A token; it is sent to that host alone.

    Raises
    ------
    WrongUseError
        If it is no address, or no token.
    """

    def __init__(self, address: str, token: str) -> None:
        try:
            parts = urlsplit(address.strip())
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or parts.scheme not in ("http", "https") or "@" in parts.netloc:
            raise WrongUseError(f"{address[:80]!r} is no address of a server; write it as http://127.0.0.1:8765")
        if not (token.isascii() and token.isprintable() and " " not in token):
            raise WrongUseError("this is no token: it has blanks or other signs that no token has")
        self.address = f"{parts.scheme}://{parts.netloc}"
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
        self._connection: http.client.HTTPConnection = (
            http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
        )

    def __repr__(self) -> str:
        """Name the server, never the token."""
        return f"<Client {self.address}>"

    def get(self, path: str, asked: Asked | None = None) -> Any:
        """
        Return the JSON that an address answers with; what is `None` isn't asked.

        Raises
        ------
        MatianError
            As the server says it: not allowed, not found, wrong use, or the server can't.
        """
        return self._json(self.content(path, asked))

    def post(self, path: str, body: object) -> Any:
        """
        Send a JSON body and return the answer's.

        Raises
        ------
        MatianError
            As `get`.
        """
        return self._json(self._ask("POST", path, orjson.dumps(body)))

    def content(self, path: str, asked: Asked | None = None) -> bytes:
        """
        Return the bytes that an address answers with.

        Raises
        ------
        MatianError
            As `get`.
        """
        given = {name: value for name, value in (asked or {}).items() if value is not None}
        return self._ask("GET", f"{path}?{urlencode(given)}" if given else path)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        if method != "GET":
            self._connection.close()  # one that was kept may have been ended, and nothing is sent twice
        headers = self._headers | ({"Content-Type": "application/json"} if body is not None else {})
        for attempt in range(TRIES):
            last = attempt == TRIES - 1
            try:
                self._connection.request(method, path, body, headers)
                answer = self._connection.getresponse()
                content = answer.read()
            except (http.client.HTTPException, OSError) as error:
                self._connection.close()  # a kept one may have been ended: reading is asked again
                if method == "GET" and attempt == 0 and not isinstance(error, ConnectionRefusedError | TimeoutError):
                    continue
                raise EnvironmentProblemError(
                    f"{self.address} doesn't answer ({error or type(error).__name__}); is ./matian serve running there?"
                ) from error
            if answer.status == BUSY and not last:
                said = answer.headers.get("Retry-After") or ""
                time.sleep(min(int(said), LONGEST_WAIT_S) if said.isdecimal() else 1)  # a proxy may say a date
                continue
            if answer.status in range(200, 300):
                return content
            raise self._problem(answer.status, content)
        raise AssertionError  # the last try returns or raises

    def _json(self, content: bytes) -> Any:
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError:
            raise EnvironmentProblemError(f"{self.address} answers no JSON; is it one of our servers?") from None

    def _problem(self, status: int, content: bytes) -> MatianError:
        try:
            document = orjson.loads(content)
            detail, field = str(document["detail"]), document.get("field")
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return EnvironmentProblemError(
                f"{self.address} answers {status} without a reason; is it one of our servers?"
            )
        if status == UNKNOWN:
            return NotAllowedError(f"{self.address}: {detail}")
        kinds: dict[int, type[MatianError]] = {NOT_ALLOWED: NotAllowedError, MISSING: NotFoundError}
        kind = kinds.get(status, WrongUseError if status in range(400, 500) else EnvironmentProblemError)
        return kind(detail, field=field)
