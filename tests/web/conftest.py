"""
The map page in Debian's Chromium, on a real server with the demo district.

- `district`: a running server on `demo_instance`; read only.
- `visit`: opens an address of it in a fresh, logged-in browser context and returns the `Visit`, which has kept watch
  on what the page asked for, what it complained about, and what its Content-Security-Policy refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from api.frontend import ensure_built
from api.roles import Role
from gis_core.instance import Instance
from tests.api.serving import Running, serving
from tests.web.visiting import SLOW_MS, Visit

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
expect.set_options(timeout=30_000)  # what has a time of its own says so; all else waits for a busy machine
WATCH_POLICY = """
addEventListener("securitypolicyviolation", (event) => {
  (window.refused ??= []).push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


@pytest.fixture(scope="session")
def built() -> None:
    """The front end, built from its sources as they are."""
    ensure_built(print)


@pytest.fixture(scope="session")
def district(demo_instance: Instance, built: None) -> Iterator[Running]:
    """A running server on the demo district."""
    with serving(demo_instance) as running:
        running.token(Role.VIEWER)  # made before a browser holds this thread's event loop
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, drawing in software; ends with each file, as it holds its thread's event loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """A function that opens an address in a context of its own; of the district unless another server is named."""
    contexts: list[BrowserContext] = []
    elsewhere = ThreadPoolExecutor(1)  # Playwright holds this thread's event loop

    def open_address(
        address: str = "/",
        *,
        wait: bool = True,
        server: Running | None = None,
        role: Role = Role.VIEWER,
        **context: Any,
    ) -> Visit:
        server = server or request.getfixturevalue("district")
        settings = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"} | context
        made = chromium.new_context(**settings)
        contexts.append(made)
        made.add_init_script(WATCH_POLICY)
        page = made.new_page()
        page.set_default_timeout(SLOW_MS)
        page.goto(elsewhere.submit(server.login_link, role).result())  # leads to the map; the watch begins after it
        page.goto("about:blank")
        seen = Visit(page, server)
        page.on("request", lambda request: seen.requested.append(request.url))
        page.on("response", lambda answer: seen.responses.append(answer))  # noqa: PLW0108  (no bound method of list)
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("console", lambda said: seen.complaints.append(said.text) if said.type == "error" else None)
        page.goto(server.url + address)
        if wait:
            seen.drawn()
        return seen

    yield open_address
    for context in contexts:
        context.close()
    elsewhere.shutdown()
