"""One visit to the map page, and what was noted while it lasted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response

from tests.api.serving import Running

DRAWN = "section.map[aria-busy=false]"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SLOW_MS = 120_000  # a software renderer on a busy machine


@dataclass
class Visit:
    """A page, and what was noted while it ran."""

    page: Page
    server: Running
    responses: list[Response] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def drawn(self) -> None:
        """Wait until the map has fetched and drawn everything."""
        self.page.wait_for_selector(DRAWN, timeout=SLOW_MS)

    def go(self, address: str) -> None:
        """Open an address of the server and wait for the map."""
        self.page.goto(self.server.url + address)
        self.drawn()

    def clean(self) -> None:
        """The page asked no other host, broke no policy, complained of nothing and fits the window."""
        noted = (self.foreign, self.refused, self.complaints)
        assert noted == ([], [], []), f"other hosts, policies broken, complaints: {noted}"
        window = self.page.viewport_size
        assert window is not None
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= window["width"], f"{wide} pixels wide in a window of {window['width']}"

    @property
    def refused(self) -> list[str]:
        """What the Content-Security-Policy refused."""
        found: list[str] = self.page.evaluate("window.refused ?? []")
        return found

    @property
    def foreign(self) -> list[str]:
        """Addresses of other hosts that were asked for."""
        here = urlsplit(self.server.url).netloc
        return [url for url in self.requested if urlsplit(url).netloc != here]

    def asked(self, path: str) -> list[str]:
        """Addresses whose path begins with `path`."""
        return [url for url in self.requested if urlsplit(url).path.startswith(path)]
