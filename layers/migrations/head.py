"""The newest revision, read from the scripts' text: Alembic takes a second to import, and every command asks."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

VERSIONS = Path(__file__).parent / "versions"


@cache
def newest_revision() -> str:
    """
    Return the revision that no other one follows.

    Raises
    ------
    ValueError
        If there is more than one, as after two branches were merged.
    """
    texts = [path.read_text(encoding="utf-8") for path in VERSIONS.glob("*.py")]
    revisions = {match[1] for text in texts if (match := re.search(r'^revision = "(\w+)"', text, re.M))}
    followed = {match[1] for text in texts if (match := re.search(r'^down_revision = "(\w+)"', text, re.M))}
    newest = sorted(revisions - followed)
    if len(newest) != 1:
        raise ValueError(f"the migrations have {len(newest)} heads ({', '.join(newest)}); merge them into one chain")
    return newest[0]
