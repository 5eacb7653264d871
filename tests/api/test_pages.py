"""The front end as it is served: compressed beforehand, kept by the browser, with a nonce, and nothing else."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.pages import accepted, find
from api.roles import Role
from gis_core.instance import Instance
from tests.api.serving import serving

SCRIPT = b"console.log('map');" * 100
ZIPPED = gzip.compress(SCRIPT)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built front end with one script; a secret lies beside its folder."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "secret.js").write_text("not yours")
    root = folder / "dist"
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text('<meta name="csp-nonce" content="__CSP_NONCE__"><script src="/assets/a-1.js">')
    (root / "assets" / "a-1.js").write_bytes(SCRIPT)
    (root / "assets" / "a-1.js.gz").write_bytes(ZIPPED)
    (root / "assets" / "a-1.js.br").write_bytes(b"pretended brotli")
    (root / "favicon.svg").write_text("<svg/>")
    (root / ".matian-stamp").write_text("hidden")
    (root / "assets" / "link.js").symlink_to(folder / "secret.js")
    return root


@pytest.fixture(scope="module")
def page(served: Instance, web: Path) -> Iterator[httpx.Client]:
    """A viewer's client of a server with that front end."""
    with serving(served, web=web) as running, running.client(Role.VIEWER) as client:
        yield client


def test_the_page_has_the_answers_own_nonce(page: httpx.Client) -> None:
    seen = set()
    for _ in range(2):
        answer = page.get("/")
        nonce = answer.text.partition('content="')[2].partition('"')[0]
        assert f"'nonce-{nonce}'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        seen.add(nonce)
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip", "gzip"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("br;q=0.000", None),
        ("br;q=0.5", "br"),
        ("", None),
    ],
)
def test_assets_are_sent_as_they_were_compressed(page: httpx.Client, accept: str, encoding: str | None) -> None:
    with page.stream("GET", "/assets/a-1.js", headers={"Accept-Encoding": accept}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert raw == {"br": b"pretended brotli", "gzip": ZIPPED}.get(encoding or "", SCRIPT)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../secret.js",
        "/assets/..%2f..%2fsecret.js",
        "/..%2fsecret.js",
        "/%2e%2e/secret.js",
        "/assets/link.js",
        "/.matian-stamp",
        "/assets/a-1.js.br",
        "/assets/",
        "/assets//a-1.js",
        "/index.html/x.js",
        "//etc/passwd.js",
        "/etc%2fpasswd.js",
        "/C:%5cwindows.js",
    ],
)
def test_nothing_but_the_files_of_the_front_end_is_served(page: httpx.Client, path: str) -> None:
    answer = page.get(httpx.URL(page.base_url).copy_with(raw_path=path.encode()))
    assert answer.status_code == 404, path
    assert "not yours" not in answer.text


def test_an_address_of_the_front_end_gets_the_page_and_a_wrong_one_of_the_api_a_problem(page: httpx.Client) -> None:
    html = {"Accept": "text/html,*/*"}
    assert "csp-nonce" in page.get("/consolidation/projects", headers=html).text
    for wrong in ("/api/nothing", "/tiles/nothing", "/assets/nothing"):
        answer = page.get(wrong, headers=html)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert page.get("/consolidation").status_code == 404, "a program is told that nothing is there"


def test_without_a_front_end_the_page_says_what_to_do(served: Instance, tmp_path: Path) -> None:
    with serving(served, web=tmp_path) as running, running.client(Role.VIEWER) as client:
        answer = client.get("/")
    assert answer.status_code == 503
    assert "./matian serve" in answer.json()["detail"]


def test_the_icon_is_kept_for_a_while_only(page: httpx.Client) -> None:
    answer = page.get("/favicon.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "private, max-age=3600"


def test_encodings_are_read_as_the_header_means_them(web: Path) -> None:
    assert accepted("gzip, deflate;q=0.5, br;q=0") == {"gzip", "deflate"}
    assert accepted("") == {""}
    assert find(web, "nothing.js", "br") is None
