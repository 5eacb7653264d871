"""
Every notebook runs on the demo, is stored without outputs, leaves the records as they were, and asks no other host.

A notebook is an essay: Chinese with an English summary, and pictures whose type has every character.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import psycopg
import pytest
from nbclient import NotebookClient
from psycopg import sql

from gis_core import db
from gis_core.instance import Instance
from layers.registry import all_layers

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
Variables = Callable[[Instance], dict[str, str]]
LOADS = re.compile(r"""(?:src|href)\s*=\s*\\?["']?(?:https?:)?//[^"'\s>]+|@import\s+url\(|fetch\(["']http""")
FRAME = re.compile(r'<iframe sandbox="allow-scripts"[^>]* srcdoc="[^"]*"></iframe>')  # its policy allows no host (1040)
CUT = re.compile(r"<td[^>]*>(?:[^<]*\.\.\.|[^<]*\d[eE][+-]\d+|inf|NaN)</td>")
CHINESE, ENGLISH = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{3,}")
SAID = {"01_first_steps": "40.6 ha", "03_delivery": "撤回后 after undo: 0", "08_yearly_figures": "40.6000 ha"}


@pytest.fixture(scope="module")
def demo(demo_instance: Instance, own_demo: Callable[[str], Instance]) -> Instance:
    """A copy of the demo district, as sheets that are made stand on the log of exports."""
    own = own_demo("notebooks")
    shutil.copytree(demo_instance.files, own.files, dirs_exist_ok=True)
    return own


def cells(path: Path, kind: str) -> list[Any]:
    """The cells of a notebook that are of a kind."""
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 9


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_an_essay_stored_without_outputs(path: Path) -> None:
    assert all(not cell.outputs and cell.execution_count is None for cell in cells(path, "code"))
    told = [cell.source for cell in cells(path, "markdown")]
    assert told[0].startswith("# ")
    assert " · " in told[0].splitlines()[0], "the title in both languages"
    for words in (CHINESE, ENGLISH):
        assert len(words.findall(told[0])) > 20, "what it is about, in both languages"
    assert "示意" in told[0], "that its data are synthetic"
    assert sum(map(len, told)) > 300


@pytest.mark.timeout(600)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_on_the_demo_and_leaves_it_as_it_was(
    path: Path, demo: Instance, variables_of: Variables, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in variables_of(demo).items():
        monkeypatch.setenv(name, value)
    before = state_of(demo)
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    assert state_of(demo) == before
    assert list(tmp_path.iterdir()) == [], "nothing is written beside the notebook"
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs
    complaints = [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    assert complaints == [], "no warning, and no character that the fonts lack"
    assert any("image/png" in output.get("data", {}) for output in outputs), "it has pictures"
    html = "\n".join(str(output.get("data", {}).get("text/html", "")) for output in outputs)
    assert LOADS.findall(FRAME.sub("", html)) == []
    assert CUT.findall(html) == [], "tables say in full what they say, and for a reader"
    text = "\n".join(str(output.get("text", "")) for output in outputs)
    assert SAID.get(path.stem, "") in text


def state_of(instance: Instance) -> dict[str, Any]:
    """The rows and the newest transaction of each layer, its history, and of the events, runs and deliveries."""
    tables = [name for layer in all_layers() for name in (layer, f"{layer}_history")]
    tables += ["stage_events", "siting_runs", "deliveries"]
    newest = sql.SQL("SELECT count(*), max(xmin::text::bigint) FROM {}")
    with psycopg.connect(db.dsn(instance, "owner")) as connection:
        return {name: connection.execute(newest.format(sql.Identifier(name))).fetchone() for name in tables}
