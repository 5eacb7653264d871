"""Serving an instance from a thread of the test, and the few records that most tests of the API ask for."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import uvicorn
from pydantic import SecretStr

from api.app import create_app
from api.commands.serve import UVICORN, listen
from api.logs import configure
from api.pages import WEB
from api.roles import Role
from api.security import store
from gis_core import db
from gis_core.instance import Instance
from gis_core.settings import Settings

EAST, NORTH = 490_000.0, 2_519_000.0  # survey CRS, metres; inside of the place
SIDE = 40.0
TLS = ssl.create_default_context()  # nothing here speaks TLS, but each client would make a context, of 27 ms


@dataclass
class Running:
    """A server that runs."""

    url: str
    instance: Instance
    app: Any
    tokens: dict[Role, str] = field(default_factory=dict)

    def ask(self, question: Callable[[Any], Any]) -> Any:
        """Run `question` on a connection of its own, in a thread, as a browser test has a running loop already."""

        async def run() -> Any:
            connection = await asyncpg.connect(db.dsn(self.instance))
            try:
                return await question(connection)
            finally:
                await connection.close()

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, run()).result()

    def token(self, role: Role) -> str:
        """Return a token of that role."""
        if role not in self.tokens:
            holder = store.Holder(f"test-{role}", role)
            self.tokens[role] = self.ask(lambda connection: store.create_token(connection, holder))[1]
        return self.tokens[role]

    def client(self, role: Role | None = None) -> httpx.Client:
        """Return a client with a token of that role, or with none."""
        headers = {"Authorization": f"Bearer {self.token(role)}"} if role else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60, verify=TLS)

    def login_link(self, role: Role = Role.VIEWER) -> str:
        """Return the address of a one-time login."""
        secret = self.ask(lambda connection: store.create_login(connection, store.Holder("browser", role)))
        return f"{self.url}/login?token={secret}"


@contextmanager
def serving(instance: Instance, *, private: bool = False, web: Path = WEB, **settings: Any) -> Iterator[Running]:
    """
    Serve `instance` while the block runs; further keyword arguments are settings.

    `private` says that the instance has a cluster of its own, which the server looks after.
    """
    listening = listen("127.0.0.1", 0)
    asked = Settings(home=instance.home, **settings)
    if not private:
        asked = asked.model_copy(update={"database_url": SecretStr(db.dsn(instance))})
    configure(instance)
    app = create_app(asked, instance, web=web)
    server = uvicorn.Server(uvicorn.Config(app, **UVICORN))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.01)
    assert server.started, "the server didn't start"
    try:
        yield Running(f"http://127.0.0.1:{listening.getsockname()[1]}", instance, app)
    finally:
        server.should_exit = True
        thread.join(20)


def fill(instance: Instance) -> None:
    """
    Record twelve parcels P-01 … P-12 in a row from west to east, and a park named 马田公园.

    P-01 … P-04 are residential, the others industry; P-05 and P-06 have no name; P-03 was corrected once. P-10 is there
    from 2024-07-01 on; P-11 was industry until 2024-06-30 and is residential since; P-12 is gone since 2025-01-01.
    """
    with db.connect(instance, who="surveyor") as connection:
        for number in range(1, 13):
            connection.execute(
                """
                INSERT INTO parcels (code, name, land_use, vacant, registered_area_m2, valid_from, source, geom)
                VALUES (%(code)s, %(name)s, %(use)s, %(vacant)s, %(area)s, %(since)s, 'test',
                        st_multi(st_makeenvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4547)))
                """,
                {
                    "code": f"P-{number:02}",
                    "name": None if number in (5, 6) else f"地块{number % 3}",
                    "use": "0701" if number <= 4 else "1001",
                    "vacant": {0: True, 1: False}.get(number % 3),
                    "area": None if number % 4 == 0 else number * 100.25,
                    "since": "2024-07-01" if number == 10 else "2022-01-01",
                    "west": EAST + SIDE * number,
                    "south": NORTH,
                    "east": EAST + SIDE * (number + 1),
                    "north": NORTH + SIDE + number,
                },
            )
        connection.execute(
            """
            INSERT INTO pocket_parks (code, name, kind, valid_from, geom)
            VALUES ('G-1', '马田公园', 'community_park', '2023-05-01',
                    st_multi(st_makeenvelope(490000, 2519500, 490050, 2519540, 4547)))
            """
        )
    with db.connect(instance, who="corrector") as connection:
        connection.execute("UPDATE parcels SET name = '改名' WHERE code = 'P-03'")
        connection.execute("UPDATE parcels SET land_use = '0701', valid_from = '2024-07-01' WHERE code = 'P-11'")
        connection.execute("SELECT set_config('matian.effective', '2025-01-01', true)")
        connection.execute("DELETE FROM parcels WHERE code = 'P-12'")
