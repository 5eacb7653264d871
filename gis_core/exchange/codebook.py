"""The codebook beside a file whose format has no room for names and meanings: fields, units, lists of codes."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from gis_core.exchange.writer import Column

HEAD = ("文件字段 field", "名称 name", "中文 label", "English", "类型 kind", "单位 unit", "代码 code", "含义 meaning")


def write_codebook(path: Path, columns: Sequence[Column], names: Mapping[str, str]) -> None:
    """
    Write a CSV with a row a field and a row a code, as UTF-8 that Windows recognises.

    Parameters
    ----------
    path
        File to write.
    columns
        What is in the file.
    names
        How each column is called there.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEAD)
        for column in columns:
            name = names.get(column.name, column.name)
            unit = column.unit or ""
            rows.writerow((name, column.name, column.label.zh, column.label.en, column.kind, unit, "", ""))
            for code in column.codes.codes if column.codes else ():
                rows.writerow((name, column.name, "", "", "", "", code.code, f"{code.label.zh} {code.label.en}"))
