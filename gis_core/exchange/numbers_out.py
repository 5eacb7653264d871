"""Numbers as a format can hold them: one that it can't is left empty, and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from gis_core.exchange.writer import Outgoing


class Fitting:
    """
    Leaves numbers empty that don't fit, and counts them.

    Parameters
    ----------
    fits
        Returns for an array of numbers which of them fit.
    """

    def __init__(self, fits: Callable[[pa.Array], pa.Array]) -> None:
        self._fits = fits
        self.left_empty = 0

    def __call__(self, numbers: pa.Array) -> pa.Array:
        """Return the numbers that fit, and nothing for the others."""
        fits = self._fits(numbers)
        self.left_empty += pc.sum(pc.invert(fits)).as_py() or 0
        return pc.if_else(fits, numbers, None)

    def batches(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield batches whose numbers fit."""
        for batch in batches:
            columns = [self(array) if pa.types.is_floating(array.type) else array for array in batch.columns]
            yield pa.RecordBatch.from_arrays(columns, schema=batch.schema)

    def tell(self, outgoing: Outgoing) -> None:
        """Say how many were left empty, if any."""
        outgoing.lost(
            self.left_empty,
            "{} 个数值过大（或非有限数），字段容纳不下，写成空值",
            "{} numbers too large (or endless) for their column were left empty",
        )
