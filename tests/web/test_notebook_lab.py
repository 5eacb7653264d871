"""`./matian notebook`: JupyterLab on this machine alone, on copies of the notebooks, in a browser without the world."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest
from playwright.sync_api import Browser, expect

from api import notebooks
from gis_core.instance import Instance

pytestmark = pytest.mark.web


@pytest.fixture(scope="module")
def lab(
    fresh_instance: Callable[..., Instance], variables_of: Callable[[Instance], dict[str, str]], built: None
) -> Iterator[tuple[Instance, subprocess.Popen[str], str]]:
    """An instance, the command that serves its notebooks, and the link that it printed."""
    instance = fresh_instance("lab")
    command = [sys.executable, "-m", "api.cli", "notebook", "--json", "--port", "28888"]
    with subprocess.Popen(
        command, env=variables_of(instance), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = ""
        for line in process.stdout:
            told += line
            if line.startswith("}"):
                break
        try:
            yield instance, process, json.loads(told)["url"]
        finally:
            process.kill()


Lab = tuple[Instance, subprocess.Popen[str], str]


def test_it_listens_on_this_machine_alone_and_asks_for_its_token(lab: Lab) -> None:
    _, process, url = lab
    address = urlsplit(url)
    below = psutil.Process(process.pid).children(recursive=True)
    listening = {
        connection.laddr.ip
        for child in below
        for connection in child.net_connections(kind="tcp")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}
    assert address.hostname == "127.0.0.1"
    assert httpx.get(f"http://{address.netloc}/api/contents").status_code == 403
    token = address.query.removeprefix("token=")
    assert not any(token in part for child in below for part in child.cmdline())


def test_a_notebook_runs_in_the_browser_and_no_other_host_is_asked(lab: Lab, chromium: Browser) -> None:
    instance, _, url = lab
    address = urlsplit(url)
    context = chromium.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.goto(f"http://{address.netloc}/lab/tree/01_first_steps.ipynb?{address.query}")
    cell = page.locator(".jp-CodeCell .jp-InputArea-editor").first
    expect(cell).to_contain_text("workspace.open()", timeout=60_000)
    expect(page.get_by_text("(ipykernel) | Idle")).to_be_visible(timeout=60_000)
    cell.click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".jp-OutputArea-output").first).to_contain_text("整备地块", timeout=60_000)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("official Jupyter news")).to_have_count(0)
    hosts = {urlsplit(url).netloc for url in asked if url.startswith(("http", "ws"))}
    assert hosts == {address.netloc}
    context.close()
    log = (instance.logs / "notebook.log").read_text(encoding="utf-8")
    assert "Extension Manager is 'readonly'" in log
    assert address.query.removeprefix("token=") not in log


def test_ctrl_c_stops_it_with_its_kernels_and_nothing_was_written_into_the_project(lab: Lab) -> None:
    instance, process, _ = lab
    below = psutil.Process(process.pid).children(recursive=True)
    assert any("ipykernel" in " ".join(child.cmdline()) for child in below)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "JupyterLab stopped" in said
    assert psutil.wait_procs(below, timeout=10)[1] == []
    assert {path.name for path in notebooks.OURS.iterdir()} == {path.name for path in notebooks.OURS.glob("*.ipynb")}
    assert {path.name for path in (instance.home / "notebooks").glob("*.ipynb")} == {
        path.name for path in notebooks.OURS.glob("*.ipynb")
    }


def test_what_an_analyst_changed_stays_and_the_rest_follows_the_project(
    fresh_instance: Callable[..., Instance], tmp_path: Path
) -> None:
    instance = fresh_instance("copies")
    for name in ("a", "b"):
        (tmp_path / f"{name}.ipynb").write_text("first", encoding="utf-8")
    folder = notebooks.copied(instance, tmp_path)
    (folder / "a.ipynb").write_text("mine", encoding="utf-8")
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.ipynb").write_text("second", encoding="utf-8")
    notebooks.copied(instance, tmp_path)
    found = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.ipynb")}
    assert found == {"a": "mine", "b": "second", "c": "second"}
