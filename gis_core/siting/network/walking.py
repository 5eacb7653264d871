"""What may be walked, and how fast: tables with the source of each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gis_core.errors import WrongUseError

Group = Literal["adult", "child", "elderly", "frail", "circle"]
"""Groups of people that walk at one pace."""
TRANSPORT = "GB/T 51328-2018 (footways belong to every road but the expressway's main lanes)"


@dataclass(frozen=True)
class RoadWalk:
    """Whether a class of road (`layers.roads.ROAD_CLASSES`) is walked, and by what rule."""

    road_class: str
    walked: bool
    source: str


ROADS = (
    RoadWalk("expressway", False, TRANSPORT),
    RoadWalk("arterial", True, TRANSPORT),
    RoadWalk("secondary", True, TRANSPORT),
    RoadWalk("local", True, TRANSPORT),
    RoadWalk("lane", True, "lanes of urban villages are shared by all"),
    RoadWalk("path", True, TRANSPORT),
)


@dataclass(frozen=True)
class Pace:
    """A walking speed for an age group, in m/s; `approximate` where the source gives a range or another purpose."""

    group: Group
    zh: str
    en: str
    m_per_s: float
    approximate: bool
    source: str


PACES = (
    Pace(
        "adult", "成人", "Adults", 1.4, True, "Bohannon & Andrews, Physiotherapy 97 (2011): means 1.27–1.43, ages 20–59"
    ),
    Pace("child", "儿童", "Children", 1.2, True, "Highway Capacity Manual 2000, 18: 1.2 m/s where few are elderly"),
    Pace(
        "elderly",
        "老年人",
        "Elderly people",
        1.0,
        True,
        "Knoblauch et al., TRR 1538 (1996): 0.97 m/s, which 85 of 100 aged 65 or more exceed; "
        "Highway Capacity Manual 2000, 18: 1.0 m/s where more than a fifth are elderly",
    ),
    Pace(
        "frail",
        "高龄及行动不便者",
        "Frail elderly people",
        0.76,
        True,
        "mean of 768 people over 65 at risk of losing mobility (University of Bath: are crossings fit for purpose)",
    ),
    Pace(
        "circle",
        "生活圈",
        "Life circle",
        1000 / (15 * 60),
        True,
        "GB 50180-2018, 2.0.4: the 15-minute circle reaches 800–1,000 m; its upper end",
    ),
)


def pace(group: str) -> Pace:
    """
    Return the walking speed of an age group.

    Raises
    ------
    WrongUseError
        If the table has no such group.
    """
    for row in PACES:
        if row.group == group:
            return row
    raise WrongUseError(
        f"there is no walking speed for {group!r}; there are: {', '.join(row.group for row in PACES)}", field="pace"
    )


def reach_m(minutes: float, m_per_s: float) -> float:
    """
    Return how far one walks in a time, in m.

    Raises
    ------
    WrongUseError
        If the time is negative or the speed isn't between 0 and 3 m/s (faster is running, or km/h).
    """
    if not minutes >= 0:
        raise WrongUseError(f"a time of {minutes} minutes is none; give 0 or more", field="minutes")
    if not 0 < m_per_s <= 3:
        raise WrongUseError(f"{m_per_s} m/s is no walking speed; give metres a second, such as 1.0", field="speed")
    return minutes * 60 * m_per_s
