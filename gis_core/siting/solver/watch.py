"""When a search has to end: its time, and someone who cancels it; and whom it tells how far it is."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Literal

from gis_core.errors import WrongUseError

Ending = Literal["optimal", "time_limit", "cancelled"]
Progress = Callable[[float | None, float | None], None]


class Watch:
    """
    Time and cancel of one search.

    Parameters
    ----------
    time_limit
        Seconds from now on; None = no limit.
    cancel
        Asked again and again during the search, from the thread that searches; True ends it.
    progress
        Told the best objective and the bound (None = not known yet) whenever one of them has become better.

    Raises
    ------
    WrongUseError
        If the time isn't a positive number.
    """

    def __init__(
        self,
        time_limit: float | None = None,
        cancel: Callable[[], bool] | None = None,
        progress: Progress | None = None,
    ) -> None:
        if time_limit is not None and not time_limit > 0:
            raise WrongUseError(
                f"time_limit is {time_limit}: give a positive number of seconds, or none.", field="time_limit"
            )
        self._until = math.inf if time_limit is None else time.monotonic() + time_limit
        self._cancel = cancel
        self._progress = progress
        self._told: tuple[float | None, float | None] = (None, None)
        self.ended: Ending | None = None

    @property
    def left(self) -> float:
        """Seconds that are left; infinity without a limit."""
        return max(0.0, self._until - time.monotonic())

    def over(self) -> bool:
        """Tell whether the search has to end; `ended` then says why, and stays."""
        if self.ended is None:
            if self._cancel is not None and self._cancel():
                self.ended = "cancelled"
            elif self.left <= 0:
                self.ended = "time_limit"
        return self.ended is not None

    def tell(self, objective: float | None, bound: float | None) -> None:
        """Pass on what is known by now, where it is news."""
        objective = objective if objective is None or math.isfinite(objective) else None
        bound = bound if bound is None or math.isfinite(bound) else None
        if self._progress is not None and (objective, bound) != self._told:
            self._told = (objective, bound)
            self._progress(objective, bound)
