"""What commands say: messages and progress to standard error, results (and only they) to standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

console = Console(stderr=True, highlight=False)


CONTROL = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "\N{REPLACEMENT CHARACTER}") | {0x09: "\t", 0x0A: "\n"}
"""What stands for control characters, by which a name from a delivery would move a terminal's cursor or hide lines."""


def say(text: str) -> None:
    """Tell people what happens; square brackets are text, not markup, and no character drives the terminal."""
    console.print(text.translate(CONTROL), markup=False, soft_wrap=True)


def emit(text: str) -> None:
    """Write a line of the result to standard output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def emit_json(result: object) -> None:
    """Write a result to standard output as JSON: dates in ISO 8601, decimals as numbers, Chinese as it is."""
    text = orjson.dumps(result, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY)
    sys.stdout.buffer.write(text + b"\n")
    sys.stdout.flush()


def _plain(value: object) -> object:
    if hasattr(value, "__float__"):
        return float(value)
    return str(value)


class Bar:
    """A running progress bar."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def advance(self, steps: float = 1) -> None:
        """Move on by `steps`."""
        self._progress.advance(self._task, steps)

    def reach(self, text: str, share: float) -> None:
        """Show `text` and the share of the work that is done, 0–1 (of a bar whose total is 1)."""
        self._progress.update(self._task, description=text, completed=share)

    def tell(self, text: str) -> None:
        """Change what stands beside the bar."""
        self._progress.update(self._task, description=text)


@contextmanager
def progress(title: str, total: float | None = None) -> Iterator[Bar]:
    """Show a bar (a spinner when `total` isn't known) while the block runs; without a terminal, one line at the end."""
    shown = Progress(
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=28),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    if not console.is_terminal:
        say(f"… {title}")
    with shown:
        task = shown.add_task(title, total=total)
        yield Bar(shown, task)
        shown.update(task, description=title, total=total or 1, completed=total or 1)
