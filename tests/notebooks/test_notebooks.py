"""Every notebook runs on the demo, is stored without outputs, and asks no other host for anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from gis_core.instance import Instance

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
Variables = Callable[[Instance], dict[str, str]]
LOADS = re.compile(r"""(?:src|href)\s*=\s*\\?["']?(?:https?:)?//[^"'\s>]+|@import\s+url\(|fetch\(["']http""")


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert cells
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_on_the_demo_and_loads_nothing_from_elsewhere(
    path: Path, demo_instance: Instance, variables_of: Variables, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables_of(demo_instance).items():
        monkeypatch.setenv(name, value)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=240, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs
    html = "\n".join(str(output.get("data", {}).get("text/html", "")) for output in outputs)
    text = "\n".join(str(output.get("text", "")) for output in outputs)
    # links that a reader may click are no loads; Leaflet's own attribution is one
    assert [found for found in LOADS.findall(html) if "leafletjs.com" not in found] == []
    if path.stem == "01_first_steps":
        assert "leaflet-container" in html
        assert "40.6 ha" in text
