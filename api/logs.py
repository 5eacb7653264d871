"""
Logs as JSON lines in the instance's `log/server.log`: one line a request with its id, who, path, status and time.

Secrets never get there: of a query only what stands outside `SECRET` is kept, and headers and bodies are not logged.
"""

from __future__ import annotations

import asyncio
import json
import logging
import logging.config
import re
import time
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import unexpected
from gis_core.instance import Instance

SECRET = {"token", "next"}  # `next` is a page's address and may repeat a token
LARGEST_MB = 20
LONGEST_QUERY = 1000
TO_BE_READ = re.compile(rb"token|next|[^\w=&,.:-]")  # a query that may hold a secret, or characters to be escaped

log: structlog.stdlib.BoundLogger = structlog.get_logger("matian.server")


def configure(instance: Instance) -> Path:
    """Send our log and uvicorn's to the instance's `server.log`, one kept before it, and return its path."""
    instance.logs.mkdir(parents=True, exist_ok=True)
    path = instance.logs / "server.log"
    if path.exists() and path.stat().st_size > LARGEST_MB * 2**20:
        path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o600)
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    as_json = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": before,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": as_json},
            "handlers": {
                "file": {
                    "class": "logging.FileHandler",
                    "filename": str(path),
                    "formatter": "json",
                    "encoding": "utf-8",
                }
            },
            "loggers": {
                name: {"handlers": ["file"], "level": "INFO", "propagate": False} for name in ("matian", "uvicorn")
            },
        }
    )
    REQUESTS.file = FileIO(path, "a")
    return path


class RequestLines:
    """
    The lines of requests, written as they are: passing each through a logger takes longer than answering a small tile.

    They look like the lines of the loggers and stand between them. Each goes out in one unbuffered write, so those of
    several processes don't mix and none is lost when the server is killed.
    """

    def __init__(self) -> None:
        self.file: FileIO | None = None

    def write(self, **told: object) -> None:
        """Write a line; a full disk stops no request."""
        file = self.file
        if file is None:
            return
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        line = {**told, "event": "request", "level": "info", "logger": "matian.server", "timestamp": now}
        with suppress(OSError):
            file.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


REQUESTS = RequestLines()


def shown_path(path: str) -> str:
    """Return a path without what might end a line or move a cursor where the log is read."""
    if path.isprintable():
        return path
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in path)


def shown_query(raw: bytes) -> str:
    """Return a query string with the values of secret parameters blotted out."""
    if TO_BE_READ.search(raw) is None:
        return raw[:LONGEST_QUERY].decode("ascii")
    pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True)
    return urlencode([(name, "…" if name in SECRET else value) for name, value in pairs])[:LONGEST_QUERY]


class RequestLog:
    """The outermost gate: gives each request its id, logs it, and turns an error of ours into a 500."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on and note how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        number = state["request_id"] = uuid.uuid4().hex
        began = time.perf_counter()
        status = 0

        async def noting_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], (b"x-request-id", number.encode())]}
            await send(message)

        try:
            await self.app(scope, receive, noting_send)
        except asyncio.CancelledError:
            if not state.get("gone"):
                raise
        except Exception:
            log.exception("error of ours", request_id=number, path=shown_path(scope["path"]))
            if status == 0:
                await unexpected(scope)(scope, receive, noting_send)
        finally:
            REQUESTS.write(
                request_id=number,
                who=state.get("who"),
                client=(scope.get("client") or ("-",))[0],
                method=scope["method"],
                path=shown_path(scope["path"]),
                query=shown_query(scope["query_string"]),
                status=status,
                ms=round((time.perf_counter() - began) * 1000, 1),
            )
