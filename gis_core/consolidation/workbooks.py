"""How every workbook that we write is opened: what people wrote stays text, whatever it begins with."""

from __future__ import annotations

TEXT_STAYS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""Options of XlsxWriter: a name such as `=HYPERLINK(…)` is no formula; ours are written as formulas by name."""
