"""The list of what a format lost, as a text file beside the records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gis_core.exchange.writer import Writer
from layers.base import Label

LOSSES_FILE = ".losses.txt"


def write_losses(path: Path, writer: Writer, losses: Sequence[Label], about: Sequence[Label]) -> None:
    """Write the losses and what is to be known of the records, Chinese first, as UTF-8 that Windows recognises."""
    lines = [f"{writer.label.zh} · {writer.label.en}", ""]
    lines += [f"{label.zh} · {label.en}" if label.zh != label.en else label.zh for label in about]
    lines += ["", "本格式未保留的内容 · What this format does not keep:"]
    lines += [f"- {loss.zh} · {loss.en}" for loss in losses]
    path.write_text("\r\n".join([*lines, ""]), encoding="utf-8-sig", newline="")
