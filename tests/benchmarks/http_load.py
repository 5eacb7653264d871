"""A lean HTTP/1.1 client for measuring servers: blocking sockets, kept alive, nothing parsed beyond the length."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Load:
    """What was answered in the time given."""

    seconds: float
    answers: float = 0
    bytes: int = 0
    largest: int = 0
    refused: list[bytes] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


def ask_for(port: int, path: Callable[[], str], token: str, *, clients: int, seconds: float) -> Load:
    """
    Ask a server on this machine as fast as it answers, each client one request after the other.

    Parameters
    ----------
    port
        Where it listens.
    path
        Gives the next path with its query.
    token
        Sent as bearer token.
    clients
        Connections at once.
    seconds
        How long.
    """
    load = Load(seconds)
    lock = threading.Lock()
    until = time.perf_counter() + seconds
    threads = [threading.Thread(target=_client, args=(port, path, token, until, load, lock)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


def _client(port: int, path: Callable[[], str], token: str, until: float, load: Load, lock: threading.Lock) -> None:
    head = f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\nAccept-Encoding: identity\r\n\r\n"
    answers = total = largest = 0
    refused: list[bytes] = []
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < until:
            connection.sendall(f"GET {path()} HTTP/1.1\r\n{head}".encode())
            status, length = _answer(connection)
            if status not in (b"200", b"204"):
                refused.append(status)
            answers, total, largest = answers + 1, total + length, max(largest, length)
    with lock:
        load.answers += answers
        load.bytes += total
        load.largest = max(load.largest, largest)
        load.refused += refused


def _answer(connection: socket.socket) -> tuple[bytes, int]:
    """Read one answer and return its status and the length of its body, in bytes."""
    buffer = connection.recv(65536)
    while b"\r\n\r\n" not in buffer:
        more = connection.recv(65536)
        if not more:
            raise ConnectionError("the server closed the connection")
        buffer += more
    head, _, body = buffer.partition(b"\r\n\r\n")
    length, missing = 0, 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
            missing = length - len(body)
    while missing > 0:
        missing -= len(connection.recv(min(missing, 1 << 20)))
    return head.split(b" ", 2)[1], length
