"""Formats in and out: read → identify → check → repair → load, undo, and export (docs/architecture.md)."""
