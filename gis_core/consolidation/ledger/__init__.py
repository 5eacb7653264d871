"""Ledgers (台账) as XLSX: a year's, a month's, a project's, as an office hands them in."""

from gis_core.consolidation.ledger.ledger import KINDS, ledger

__all__ = ["KINDS", "ledger"]
