"""
Numbers with their unit and their source, as a scenario document writes them.

`{"value": 400, "unit": "m²", "source": "…"}`: a number without a unit is refused, a unit of another dimension too.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat

# unit → dimension, how many base units it makes; the base units are m, m², min, person, space, CNY, 1, parcel
UNITS: dict[str, tuple[str, float]] = {
    "m": ("length", 1.0),
    "km": ("length", 1000.0),
    "m²": ("area", 1.0),
    "ha": ("area", 10_000.0),
    "亩": ("area", 2000 / 3),
    "万m²": ("area", 10_000.0),
    "km²": ("area", 1e6),
    "s": ("time", 1 / 60),
    "min": ("time", 1.0),
    "h": ("time", 60.0),
    "人": ("people", 1.0),
    "person": ("people", 1.0),
    "泊位": ("spaces", 1.0),
    "space": ("spaces", 1.0),
    "CNY": ("money", 1.0),
    "元": ("money", 1.0),
    "万元": ("money", 10_000.0),
    "1": ("share", 1.0),
    "%": ("share", 0.01),
    "CNY/m²": ("price", 1.0),
    "元/m²": ("price", 1.0),
    "万元/亩": ("price", 15.0),
    "人/space": ("people a space", 1.0),
    "人/泊位": ("people a space", 1.0),
    "m²/space": ("area a space", 1.0),
    "m²/泊位": ("area a space", 1.0),
}
ALIKE = {"m2": "m²", "km2": "km²", "米": "m", "平方米": "m²", "公顷": "ha", "分钟": "min", "yuan": "CNY"}


def _unit(text: str) -> str:
    known = ALIKE.get(text, text)
    if known not in UNITS:
        raise ValueError(f"{text!r} is no unit that is known; there are: {', '.join(UNITS)}")
    return known


class Quantity(BaseModel):
    """
    A number with its unit, and where it comes from.

    `base` is the number in the base unit of its dimension (m, m², min, 1 for a share, …).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: FiniteFloat
    unit: Annotated[str, AfterValidator(_unit)]
    source: Annotated[str | None, Field(max_length=500)] = None

    @property
    def base(self) -> float:
        """The number in base units."""
        return self.value * UNITS[self.unit][1]

    @property
    def dimension(self) -> str:
        """What is measured: `length`, `area`, …."""
        return UNITS[self.unit][0]


def _has_unit(given: Any) -> Any:
    if isinstance(given, int | float | str) and not isinstance(given, bool):
        raise ValueError(f'a unit is missing; write {{"value": {given}, "unit": "…"}}')  # noqa: TRY004  (pydantic's)
    return given


def _of(*dimensions: str) -> AfterValidator:
    def check(given: Quantity) -> Quantity:
        if given.dimension not in dimensions:
            fitting = [unit for unit, (dimension, _) in UNITS.items() if dimension in dimensions]
            raise ValueError(f"{given.unit} measures no {dimensions[0]}; write it in {' or '.join(fitting)}")
        return given

    return AfterValidator(check)


WITH_UNIT = BeforeValidator(_has_unit)
Length = Annotated[Quantity, WITH_UNIT, _of("length")]
Area = Annotated[Quantity, WITH_UNIT, _of("area")]
Time = Annotated[Quantity, WITH_UNIT, _of("time")]
Share = Annotated[Quantity, WITH_UNIT, _of("share")]
Count = Annotated[Quantity, WITH_UNIT, _of("people", "spaces", "share")]
Price = Annotated[Quantity, WITH_UNIT, _of("price")]
PeopleASpace = Annotated[Quantity, WITH_UNIT, _of("people a space")]
AreaASpace = Annotated[Quantity, WITH_UNIT, _of("area a space")]


def quantity(value: float, unit: str, source: str | None = None) -> Quantity:
    """Return a default of the code, with its source."""
    return Quantity(value=value, unit=unit, source=source)
