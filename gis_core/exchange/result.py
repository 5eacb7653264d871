"""What became of a delivery: the counts, the findings, and where refused rows and proposals lie."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from gis_core.exchange.delivery import Delivery, Finding
from gis_core.exchange.proposals import Proposal


@dataclass(frozen=True)
class Mend:
    """One mend that was made: the row, the rule it broke, and the change of its area in m²."""

    row: int
    code: str | None
    rule: str
    area_change_m2: float


@dataclass(frozen=True)
class Result:
    """
    What became of a delivery.

    Parameters
    ----------
    delivery
        Key of the delivery on record; `None` when nothing was written (dry run, nothing new, nothing accepted).
    layer
        Layer's name.
    source
        The delivery as read.
    dry_run
        Whether this is what a load would give.
    read, loaded, unchanged, refused
        Rows: `read = loaded + unchanged + refused`.
    repaired
        Rows mended, by rule or by an accepted proposal; a row merged into its duplicate counts as refused too.
    ended
        Rows on record that the delivery ends (`--complete`).
    findings
        One for a row and rule, in the order of rows.
    mends
        What was mended, with the change of area.
    proposals
        What is proposed.
    refused_file, proposals_file, report_file
        Where they were written, if they were.
    """

    delivery: UUID | None
    layer: str
    source: Delivery
    dry_run: bool
    read: int
    loaded: int
    unchanged: int
    refused: int
    repaired: int
    ended: int
    findings: tuple[Finding, ...]
    mends: tuple[Mend, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    refused_file: Path | None = None
    proposals_file: Path | None = None
    report_file: Path | None = None

    @property
    def accepted(self) -> bool:
        """Whether any row was loaded or stands on record already."""
        return self.loaded + self.unchanged > 0

    def as_dict(self) -> dict[str, Any]:
        """Return it as `import --json` prints it."""
        return {
            "delivery": None if self.delivery is None else str(self.delivery),
            "layer": self.layer,
            "file": self.source.file_name,
            "format": self.source.format,
            "crs": self.source.identified.crs,
            "crs_said_by": self.source.identified.said_by,
            "dry_run": self.dry_run,
            "read": self.read,
            "loaded": self.loaded,
            "unchanged": self.unchanged,
            "repaired": self.repaired,
            "refused": self.refused,
            "ended": self.ended,
            "mapping": self.source.mapping,
            "unmapped": list(self.source.unmapped),
            "notes": [asdict(note) for note in self.source.notes],
            "findings": [asdict(finding) for finding in self.findings],
            "mends": [asdict(mend) for mend in self.mends],
            "proposals": [proposal.as_dict() for proposal in self.proposals],
            "refused_file": _text(self.refused_file),
            "proposals_file": _text(self.proposals_file),
            "report_file": _text(self.report_file),
        }


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
