"""What sheets are asked for, checked: every refusal names the field and says what it takes."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from gis_core.cartography.sheets.file_names import check_pattern
from gis_core.cartography.sheets.paper import SIDES, Orientation
from gis_core.cartography.sheets.scale import read_scale
from gis_core.cartography.sheets.template import Template, set_templates, template_named
from gis_core.errors import WrongUseError
from gis_core.exports.rules import CLASSIFICATIONS, mark
from layers.base import Label, Language

FileFormat = Literal["pdf", "png", "svg"]
Line = Annotated[str, Field(max_length=120)]
STATE_SECRETS = (Label("绝密", "Top secret"), Label("机密", "Highly secret"), Label("秘密", "Secret"))
"""Levels of state secrets (国家秘密), which a mark begins with: 秘密★10年; Law on Guarding State Secrets, 2024."""
MOST_FRAMES = 500
USUAL_SHEETS, MOST_SHEETS = 500, 10_000
"""How many sheets an order makes unless it says more, and how many at all: at 0.15 s a sheet, 75 s and 25 min."""


class RefusalError(ValueError):
    """A value that is refused, with the name of its field."""


class FrameAsked(BaseModel):
    """A frame: its middle in degrees (longitude, latitude) and the azimuth of its upward side."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    center: Annotated[tuple[float, float], Field(description="Longitude and latitude (WGS 84)")]
    turn: Annotated[float, Field(ge=-360, le=360, description="Degrees clockwise from north")] = 0.0

    @field_validator("center")
    @classmethod
    def _on_earth(cls, value: tuple[float, float]) -> tuple[float, float]:
        if not (all(math.isfinite(part) for part in value) and abs(value[0]) <= 180 and abs(value[1]) <= 90):
            raise ValueError("give longitude and latitude in degrees")
        return value


class SheetRequest(BaseModel):
    """
    An order for sheets.

    One of `project`, `selection` (a stored one), `filter` (CQL2, on `layer`) and `each_feature` (of a layer, or of what
    a filter or a selection finds of it) says what they are about; none means the place as a whole. Times are ISO 8601;
    `at` is today where it isn't given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)

    template: Annotated[str, Field(max_length=60)]
    project: Annotated[str | None, Field(max_length=200)] = None
    selection: UUID | None = None
    layer: Annotated[str | None, Field(max_length=100)] = None
    filter: Annotated[str | None, Field(max_length=200_000)] = None
    each_feature: Annotated[str | None, Field(max_length=100)] = None
    run: Annotated[int | None, Field(ge=1, le=2**63 - 1)] = None
    at: Annotated[str | None, Field(max_length=40)] = None
    since: Annotated[str | None, Field(max_length=40)] = None
    known: Annotated[str | None, Field(max_length=40)] = None
    scale: int | str | None = None
    paper: Annotated[str | None, Field(max_length=20)] = None
    orientation: Orientation = "landscape"
    format: FileFormat = "pdf"
    dpi: Annotated[int, Field(ge=30, le=600)] = 300
    frames: Annotated[tuple[FrameAsked, ...], Field(max_length=MOST_FRAMES)] = ()
    overlap: Annotated[float, Field(ge=0, le=500, description="Of two neighbours, in mm")] = 0.0
    series: bool = False
    as_set: Annotated[bool, Field(alias="set")] = False
    outline: bool = False
    office: Line = ""
    author: Line = ""
    checker: Line = ""
    classification: Annotated[str | None, Field(max_length=40)] = None
    review_number: Line = ""
    language: Annotated[Language, Field(description="Of titles, legends and tables; records stay as they are")] = "zh"
    most: Annotated[int, Field(ge=1, le=MOST_SHEETS, description="Sheets that the order may make")] = USUAL_SHEETS
    names: Annotated[str | None, Field(max_length=200)] = None
    watermark: bool | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _texts(cls, value: Any) -> Any:
        if isinstance(value, str) and ("\0" in value or any("\ud800" <= one <= "\udfff" for one in value)):
            raise RefusalError("it holds characters that are no text")
        return value

    @field_validator("scale")
    @classmethod
    def _a_scale(cls, value: int | str | None) -> int | None:
        return None if value is None else read_scale(value)

    @field_validator("paper")
    @classmethod
    def _a_paper(cls, value: str | None) -> str | None:
        if value is not None and value.strip().upper() not in SIDES:
            raise RefusalError(f"there is no paper {value[:20]!r}; there are {', '.join(SIDES)}")
        return None if value is None else value.strip().upper()

    @field_validator("names")
    @classmethod
    def _a_pattern(cls, value: str | None) -> str | None:
        if value is not None:
            check_pattern(value)
        return value

    @model_validator(mode="after")
    def _together(self) -> SheetRequest:
        about = [name for name in ("project", "selection", "filter", "each_feature") if getattr(self, name) is not None]
        if self.each_feature is not None:
            about = [name for name in about if name not in ("selection", "filter")]
        if len(about) > 1:
            said = f"give one of project, selection, filter and each_feature, not {' and '.join(about)}"
            raise _refusal(about[1], said)
        if self.layer is not None and self.filter is None:
            raise _refusal("layer", "it says what a filter is about; give filter too, or each_feature")
        if self.as_set and self.project is None:
            raise _refusal("set", "a map set is a project's; name the project")
        if self.watermark is False and mark(self.classification) != "public":
            raise _refusal("watermark", "only a public sheet goes without one")
        if mark(self.classification) == "public" and not self.review_number.strip():
            raise _refusal("review_number", "a sheet for the public needs its review number (审图号)")
        template = template_named(self.template)
        if self.as_set:
            return self
        if template.needs_run and self.run is None:
            raise _refusal("run", "this template shows a run of site selection; ./matian siting list numbers them")
        if template.dates == "since_at" and self.since is None:
            raise _refusal("since", "this template compares two days; give the earlier one")
        return self

    @property
    def denominator(self) -> int | None:
        """The denominator of the scale, if one is asked for."""
        return None if self.scale is None else int(self.scale)

    @property
    def bound(self) -> bool:
        """Whether a map set is one PDF; as pictures, or with a pattern of names, it is one file a sheet."""
        return self.as_set and self.format == "pdf" and self.names is None

    @property
    def of(self) -> Template:
        """The template that is named."""
        return template_named(self.template)

    @property
    def templates(self) -> tuple[Template, ...]:
        """The templates of its sheets: the one that is named, or those of a map set in their order."""
        return set_templates() if self.as_set else (self.of,)

    @property
    def shown_mark(self) -> str:
        """
        The classification mark as the sheet shows it.

        It is always the Chinese one, which the Law on Guarding State Secrets (2024) asks for on what is secret; a sheet
        in English has the translation beside it.
        """
        said = (self.classification or "").strip()
        own = {word: label for name, label in CLASSIFICATIONS.items() for word in (name, label.zh, label.en.lower())}
        known = own.get(said.lower()) or (None if said else CLASSIFICATIONS["internal"])
        shown = known or Label(said, next((label.en for label in STATE_SECRETS if said.startswith(label.zh)), ""))
        return shown.zh if self.language == "zh" else f"{shown.zh} {shown.en}".strip()


def too_many(count: int, most: int, *, at_least: bool = False) -> WrongUseError:
    """Return the refusal of an order that would make `count` sheets and may make `most`."""
    return WrongUseError(
        f"most: this order makes {'at least ' if at_least else ''}{count:,} sheets, and {most:,} are allowed; choose a "
        f"smaller scale or less of it, or allow more by `most` (up to {MOST_SHEETS:,})",
        field="most",
    )


def _refusal(field: str, said: str) -> WrongUseError:
    """Return an error that pydantic lets through as it is, with the field to blame."""
    return WrongUseError(f"{field}: {said}", field=field)


def read_request(values: dict[str, Any]) -> SheetRequest:
    """
    Check an order.

    Raises
    ------
    WrongUseError
        In one sentence that begins with the field.
    """
    try:
        return SheetRequest.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        cause = first.get("ctx", {}).get("error")
        field = ".".join(str(part) for part in first["loc"])
        said = str(cause) if isinstance(cause, Exception) else first["msg"]
        if not field:
            field, _, said = said.partition(": ")
        if isinstance(cause, RefusalError) or not said.startswith(field):
            said = f"{field}: {said}"
        raise WrongUseError(said, field=field) from None
