"""What commands say to people."""

from __future__ import annotations

import pytest

from api.commands.console import say


def test_a_name_that_is_said_cannot_drive_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say("sheets\tof \x1b[2J\x9b31m[bold]马田\x07\nsecond line")
    told = capsys.readouterr().err
    assert told.endswith("\nsecond line\n")
    assert "[bold]马田" in told
    assert not {one for one in told if one != "\n" and (ord(one) < 0x20 or 0x7F <= ord(one) < 0xA0)}
