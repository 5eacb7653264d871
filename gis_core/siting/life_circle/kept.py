"""What was read and answered before, for as long as the records stay as they are; bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import orjson

from gis_core.siting.ground import Ground
from gis_core.siting.life_circle.walked import READS, Walked, read_walked
from gis_core.siting.versions import data_versions

GROUNDS = 2
"""Days whose streets and homes are kept; a district of 500,000 homes takes some 200 MB each."""
ANSWERS = 64


class Kept:
    """
    Grounds that were read and answers that were made, by the state of the layers that they follow from.

    What was asked least recently is let go first. One thread at a time may ask.
    """

    def __init__(self) -> None:
        self._grounds: OrderedDict[Hashable, Walked] = OrderedDict()
        self._answers: OrderedDict[Hashable, bytes] = OrderedDict()

    def answer(self, ground: Ground, question: Hashable, make: Callable[[Walked], bytes]) -> bytes:
        """Return the answer to a question on the records of a day; `make` works it out where it isn't kept."""
        state = orjson.dumps(data_versions(ground, READS))
        answer: bytes = _remembered(
            self._answers,
            (state, question),
            lambda: make(_remembered(self._grounds, state, lambda: read_walked(ground), GROUNDS)),
            ANSWERS,
        )
        return answer


def _remembered(kept: OrderedDict[Hashable, Any], key: Hashable, make: Callable[[], Any], most: int) -> Any:
    if key not in kept:
        kept[key] = make()
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
    return kept[key]
