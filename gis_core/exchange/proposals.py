"""
Mends that a person decides on: a shape made of a self-crossing one, an overlap cut from either side.

A proposal has an id that comes out the same whenever the same file is read. The proposals file is JSON; `--accept`
takes it back with `"accept": true` set where the proposal is to be applied.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_core.errors import RefusedInputError
from gis_core.exchange.checks.faults import Positions
from gis_core.exchange.delivery import Delivery
from layers.base import Label

Areal = shapely.Polygon | shapely.MultiPolygon


@dataclass(frozen=True)
class Proposal:
    """
    One mend that may be applied.

    Parameters
    ----------
    id
        Names it in an accept file.
    rule
        Rule that the row breaks.
    position, row, code
        The row that would be changed.
    about
        What would be done.
    before, after
        The row's shape as delivered and as proposed (survey CRS).
    against
        Position of the row whose land it would be left to, for overlaps.
    """

    id: str
    rule: str
    position: int
    row: int
    code: str | None
    about: Label
    before: Areal
    after: Areal
    against: int | None = None

    @property
    def area_change_m2(self) -> float:
        """Area after less area before, m²."""
        return float(self.after.area - self.before.area)

    def as_dict(self) -> dict[str, Any]:
        """Return it as the proposals file holds it, shapes as WKT."""
        return {
            "id": self.id,
            "accept": False,
            "rule": self.rule,
            "row": self.row,
            "code": self.code,
            "about": {"zh": self.about.zh, "en": self.about.en},
            "area_change_m2": round(self.area_change_m2, 6),
            "before": shapely.to_wkt(self.before, rounding_precision=6),
            "after": shapely.to_wkt(self.after, rounding_precision=6),
        }


def propose(
    delivery: Delivery, geometries: NDArray[Any], invalid: Positions, overlapping: NDArray[np.int64]
) -> list[Proposal]:
    """
    Propose a valid shape for each `invalid` row, and for each overlapping pair to cut either row by the other.

    A proposal that would leave nothing (a parcel inside another, cut by it) isn't made.
    """
    proposals = [_valid_shape(delivery, geometries, position) for position in invalid.tolist()]
    for pair in overlapping.tolist():
        proposals += [_cut(delivery, geometries, pair[side], pair[1 - side]) for side in (0, 1)]
    return [proposal for proposal in proposals if not proposal.after.is_empty]


def _valid_shape(delivery: Delivery, geometries: NDArray[Any], position: int) -> Proposal:
    before = geometries[position]
    row = int(delivery.row_numbers[position])
    finite = bool(np.isfinite(before.bounds).all())
    after = shapely.make_valid(before, method="structure", keep_collapsed=False) if finite else shapely.MultiPolygon()
    return Proposal(
        f"invalid_geometry-{row}",
        "invalid_geometry",
        position,
        row,
        delivery.code_of(position),
        Label(
            f"由自相交图形得到 {shapely.get_num_geometries(after)} 个有效部分",
            f"a valid shape of {shapely.get_num_geometries(after)} part(s) from the one that crosses itself",
        ),
        before,
        _areal(after),
    )


def _cut(delivery: Delivery, geometries: NDArray[Any], cut: int, by: int) -> Proposal:
    row, other = int(delivery.row_numbers[cut]), int(delivery.row_numbers[by])
    return Proposal(
        f"overlap-{row}-by-{other}",
        "overlap",
        cut,
        row,
        delivery.code_of(cut),
        Label(
            f"重叠部分归第 {other} 行，从第 {row} 行切去", f"leave the overlap to row {other}, cut it from row {row}"
        ),
        geometries[cut],
        _areal(shapely.difference(geometries[cut], geometries[by])),
        by,
    )


def _areal(shape: shapely.Geometry) -> Areal:
    """Return the polygons of a shape as one."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def write_proposals(path: Path, delivery: Delivery, proposals: Iterable[Proposal]) -> None:
    """Write the proposals file."""
    document = {
        "file": delivery.file_name,
        "sha256": delivery.sha256,
        "how": 'set "accept" to true where a proposal is to be applied, and import the file again with --accept THIS',
        "proposals": [proposal.as_dict() for proposal in proposals],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read_accepted(path: Path, delivery: Delivery) -> set[str]:
    """
    Read the ids that an accept file accepts: a proposals file with `"accept": true` set, or a plain JSON list of ids.

    Raises
    ------
    RefusedInputError
        If it is no such file, or belongs to another delivery.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RefusedInputError(f"{path} can't be read ({error.strerror}); give the proposals file") from error
    except ValueError as error:
        raise RefusedInputError(f"{path} is no JSON ({error}); give the proposals file with accept set") from error
    if isinstance(document, list) and all(isinstance(entry, str) for entry in document):
        return set(document)
    if not isinstance(document, Mapping) or not isinstance(document.get("proposals"), list):
        raise RefusedInputError(f"{path} holds no proposals; give the proposals file with accept set")
    if document.get("sha256") not in (None, delivery.sha256):
        raise RefusedInputError(f"{path} was made for another file than {delivery.file_name}; propose again")
    entries = document["proposals"]
    if not all(isinstance(entry, Mapping) and isinstance(entry.get("id"), str) for entry in entries):
        raise RefusedInputError(f"{path} holds a proposal without id; give the proposals file with accept set")
    return {str(entry["id"]) for entry in entries if entry.get("accept") is True}


def apply(
    geometries: NDArray[Any], proposals: Iterable[Proposal], accepted: set[str]
) -> tuple[NDArray[Any], Positions]:
    """
    Return the shapes with the accepted proposals applied, and the positions of the rows changed.

    Several cuts of one row are all applied.

    Raises
    ------
    RefusedInputError
        If an id isn't proposed for this file, or both sides of one overlap would be cut.
    """
    known = {proposal.id: proposal for proposal in proposals}
    if unknown := sorted(accepted - known.keys()):
        raise RefusedInputError(f"nothing called {unknown[0]} is proposed for this file; propose again")
    chosen = [known[name] for name in known if name in accepted]
    sides = {(proposal.position, proposal.against) for proposal in chosen}
    for proposal in chosen:
        if proposal.against is not None and (proposal.against, proposal.position) in sides:
            raise RefusedInputError(f"{proposal.id} and its opposite are both accepted; leave the overlap to one side")
    changed = geometries.copy()
    for proposal in chosen:
        if proposal.against is None:
            changed[proposal.position] = proposal.after
        else:
            changed[proposal.position] = _areal(
                shapely.difference(changed[proposal.position], geometries[proposal.against])
            )
    return changed, np.unique(np.array([proposal.position for proposal in chosen], dtype=np.int64))
