"""Names of files made from names of things, which may be anything: they never lead out of the folder."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping

from gis_core.errors import WrongUseError

FIELDS = ("template", "title", "code", "name", "number", "n", "scale", "at")
DEFAULT = "{template}_{code}"
NUMBERED = "{template}_{code}_{number}"
LONGEST_BYTES = 150
BAD = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*\u2028\u2029]")
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def check_pattern(pattern: str) -> None:
    """
    Refuse a pattern with fields that there are none of.

    Raises
    ------
    WrongUseError
        Naming the fields that there are.
    """
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError as error:
        raise WrongUseError(f"names: {pattern[:60]!r} is no pattern ({error})", field="names") from None
    for _, name, form, conversion in parts:
        if name is not None and (name not in FIELDS or form or conversion):
            raise WrongUseError(
                f"names: there is no {{{name}}}; there are {', '.join('{' + one + '}' for one in FIELDS)}",
                field="names",
            )


def file_name(pattern: str, values: Mapping[str, str]) -> str:
    """
    Return a name for a file, without its ending, that every file system takes.

    Separators, control characters and what Windows refuses become `_`; dots and blanks at the ends go; a name is at
    most 150 bytes long and never empty.
    """
    clean = {name: safe(values.get(name, "")) for name in FIELDS}
    made = safe(pattern.format(**clean))
    made = re.sub(r"_{2,}", "_", made).strip("_. ")
    return f"sheet_{made}" if RESERVED.fullmatch(made) else made or "sheet"


def safe(text: str) -> str:
    """Return a text as a part of a file's name."""
    text = unicodedata.normalize("NFC", "".join(" " if one.isspace() else one for one in text))
    text = "".join("_" if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn") else one for one in text)
    text = BAD.sub("_", text.replace(": ", " ")).strip(". ")
    return text.encode()[:LONGEST_BYTES].decode(errors="ignore").strip(". ")
