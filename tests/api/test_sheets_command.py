"""`export sheets` at the terminal: what is refused is called as it was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gis_core.instance import Instance


def test_a_wrong_order_is_refused_by_the_name_of_its_option(
    fresh_instance: Callable[..., Instance], matian: Callable[..., Any], tmp_path: Path
) -> None:
    instance = fresh_instance("no_sheets")
    for arguments, code, blamed in (
        (["--template", "nothing"], 2, "--template: there is no template"),
        (["--template", "progress", "--turn", "30"], 2, "--turn: a frame is turned about its middle"),
        (["--template", "progress", "--center", "113.9"], 2, "--center: "),
        (["--template", "progress", "--select", "code ="], 2, "--select: "),
        (["--template", "progress", "--each-feature", "nothing"], 2, "--each-feature: there is no layer"),
        (["--template", "progress", "--project", "nobody"], 3, "--project: there is no project 'nobody'"),
    ):
        ran = matian(instance, "export", "sheets", *arguments, "--out", "sheets", cwd=tmp_path)
        assert (ran.code, blamed in ran.err) == (code, True), ran.err
        assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []
