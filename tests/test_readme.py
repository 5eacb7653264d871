"""Every command of the README runs as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gis_core.instance import Instance

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SERVES_OR_IS_US = {"demo", "test"}  # proved by the tests of the door, and by this run itself


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def test_every_command_is_ours() -> None:
    assert len(commands()) >= 10
    assert all("./matian" in line for line in commands())


def test_every_file_that_the_readme_names_is_there() -> None:
    named = re.findall(r"\]\((?!http)([^)#]+)\)", README.read_text(encoding="utf-8"))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.timeout(600)
def test_every_command_runs(
    demo_instance: Instance, variables_of: Callable[[Instance], dict[str, str]], tmp_path: Path
) -> None:
    door = tmp_path / "matian"  # the door without its set-up, which is done
    door.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m api.cli "$@"\n')
    door.chmod(0o755)
    for line in commands():
        words = shlex.split(line)
        place = next(index for index, word in enumerate(words) if word == "./matian")
        if words[place + 1] in SERVES_OR_IS_US:
            continue
        variables = dict(word.split("=", 1) for word in words[:place])
        if "MATIAN_HOME" in variables:
            variables["MATIAN_HOME"] = str(tmp_path / "elsewhere")
        base = variables_of(demo_instance)
        if variables:
            base.pop("DATABASE_URL")
        done = subprocess.run(
            [str(door), *words[place + 1 :]],
            cwd=tmp_path,
            env=base | variables | {"HOME": os.environ.get("HOME", "/")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
