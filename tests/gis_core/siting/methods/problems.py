"""Tables to rank: Hwang and Yoon's fighter aircraft (1981), and any table, weights and senses that there may be."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

AIRCRAFT = pd.DataFrame(
    [
        [2.0, 1500, 20000, 5.5, 5, 9],
        [2.5, 2700, 18000, 6.5, 3, 5],
        [1.8, 2000, 21000, 4.5, 7, 7],
        [2.2, 1800, 20000, 5.0, 5, 5],
    ],
    index=["A1", "A2", "A3", "A4"],
    columns=["speed", "range", "payload", "cost", "reliability", "manoeuvrability"],
)
AIRCRAFT_WEIGHTS = dict(zip(AIRCRAFT, [0.2, 0.1, 0.1, 0.1, 0.2, 0.3], strict=True))
AIRCRAFT_SENSES = dict.fromkeys(AIRCRAFT, "max") | {"cost": "min"}

FEWER = settings(max_examples=40, deadline=None)

# few distinct numbers, so that ties, zeros and constant columns come up often
NUMBERS = st.one_of(st.integers(-3, 3).map(float), st.floats(-100, 100).map(lambda x: round(x, 3)))


@st.composite
def problems(draw: st.DrawFn) -> tuple[pd.DataFrame, dict[str, float], dict[str, str]]:
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    numbers = draw(arrays(float, (rows, columns), elements=NUMBERS))
    names = [f"c{n}" for n in range(columns)]
    amounts = np.array(draw(st.lists(st.integers(1, 9), min_size=columns, max_size=columns)), dtype=float)
    senses = draw(st.lists(st.sampled_from(["max", "min"]), min_size=columns, max_size=columns))
    table = pd.DataFrame(numbers, index=[f"P{n}" for n in range(rows)], columns=names)
    return table, dict(zip(names, amounts / amounts.sum(), strict=True)), dict(zip(names, senses, strict=True))
