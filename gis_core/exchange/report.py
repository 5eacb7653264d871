"""The report of a delivery: one HTML file that needs nothing else, to be read on a screen or printed and signed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from jinja2 import Environment, FileSystemLoader
from numpy.typing import NDArray

from gis_core.exchange.delivery import Finding, Severity
from gis_core.exchange.result import Result
from gis_core.exchange.severities import RULES
from layers.registry import all_layers

FOLDER = Path(__file__).parent
MOST_LISTED = 5_000
MOST_DRAWN = 20_000
SKETCH_PX = (760, 520)
SIMPLE_PX = 0.5
ORDER = {Severity.REFUSE: 0, Severity.WARN: 1, Severity.NOTE: 2}


def write_report(path: Path, result: Result, *, place: str, now: dt.datetime) -> None:
    """
    Write the report.

    Parameters
    ----------
    path
        HTML file; one of that name is replaced.
    result
        What became of the delivery.
    place
        Name of the place.
    now
        When the report is made, in the place's time.
    """
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    findings = sorted(result.findings, key=lambda finding: ORDER[finding.severity])
    kinds = Counter((finding.rule, finding.severity) for finding in findings)
    summary = [
        (RULES[name], severity, count)
        for (name, severity), count in sorted(kinds.items(), key=lambda item: (ORDER[item[0][1]], item[0][0]))
    ]
    html = environment.get_template("report.html").render(
        result=result,
        source=result.source,
        layer=all_layers()[result.layer],
        place=place,
        now=now,
        summary=summary,
        findings=findings[:MOST_LISTED],
        left_out=max(0, len(findings) - MOST_LISTED),
        rules=RULES,
        sketch=sketch(result.source.geometries, findings),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")


def sketch(geometries: NDArray[Any], findings: list[Finding]) -> dict[str, object] | None:
    """
    Return what the sketch map draws: outlines as an SVG path, findings as dots, the ground width of the frame in m.

    Shapes far from the rest (swapped axes) would shrink all others to a dot, so the frame holds the middle 98 percent;
    of very large deliveries every n-th outline is drawn.
    """
    shapes = geometries[~(shapely.is_missing(geometries) | shapely.is_empty(geometries))]
    bounds = shapely.bounds(shapes)
    shapes, bounds = shapes[np.isfinite(bounds).all(axis=1)], bounds[np.isfinite(bounds).all(axis=1)]
    if not len(shapes):
        return None
    west, south = np.quantile(bounds[:, :2], 0.01, axis=0, method="lower")
    east, north = np.quantile(bounds[:, 2:], 0.99, axis=0, method="higher")
    width, height = SKETCH_PX
    scale = min((width - 20) / max(east - west, 1.0), (height - 20) / max(north - south, 1.0))

    def to_px(points: NDArray[np.float64]) -> NDArray[np.float64]:
        middle = np.array([(west + east) / 2, (south + north) / 2])
        return np.asarray((points - middle) * [scale, -scale] + [width / 2, height / 2])

    drawn = shapes[:: max(1, len(shapes) // MOST_DRAWN)]
    lines = shapely.get_parts(shapely.simplify(shapely.transform(drawn, to_px), SIMPLE_PX))
    outline = "".join(_path(shapely.get_coordinates(line)) for line in lines)
    places = [(finding, to_px(np.array([finding.place.x, finding.place.y]))) for finding in findings if finding.place]
    dots = [
        {"x": round(float(at[0]), 1), "y": round(float(at[1]), 1), "severity": finding.severity, "row": finding.row}
        for finding, at in places[:MOST_LISTED]
        if 0 <= at[0] <= width and 0 <= at[1] <= height
    ]
    return {"width": width, "height": height, "outline": outline, "dots": dots, "metres": round(width / scale)}


def _path(points: NDArray[np.float64]) -> str:
    if len(points) == 1:
        return f"M{points[0, 0]:.1f} {points[0, 1]:.1f}h.5"
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points.tolist())
