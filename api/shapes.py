"""Answers that several routes give, as the OpenAPI document describes them."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Annotated, Any, Literal, Self

import orjson
from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field

from api.parameters import holds_already
from layers.base import Label

GEOJSON = "application/geo+json"


class Text(BaseModel):
    """A text in Chinese and in English."""

    zh: str
    en: str

    @classmethod
    def of(cls, label: Label) -> Text:
        """Return a label as an answer gives it."""
        return cls(zh=label.zh, en=label.en)


class Shape(BaseModel):
    """A GeoJSON polygon or multi-polygon in degrees (CRS84)."""

    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[Any]


class Outline(BaseModel):
    """The shape of a thing: a GeoJSON feature whose `id` is its code."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: dict[str, Any]
    properties: dict[str, Any] = Field(default_factory=dict)


class Outlines(BaseModel):
    """A GeoJSON feature collection in degrees (CRS84)."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Outline]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> Self:
        """Return codes and their shapes, written as GeoJSON, as an answer gives them."""
        return cls(features=[Outline(id=code, geometry=orjson.loads(shape)) for code, shape in rows])


Bounds = Annotated[tuple[float, float, float, float], Field(description="west, south, east, north")]
Point = Annotated[tuple[float, float], Field(description="x (longitude or easting), y (latitude or northing)")]


def tagged(request: Request, chunks: Sequence[bytes], media_type: str, *, foot: bytes = b"") -> Response:
    """
    Return a body that is made already, with its `ETag`; 304 without it for a client that holds the same.

    Chunks are sent one by one, so that a long body is zipped piece by piece and other requests get their turn.

    Parameters
    ----------
    request
        The request that is answered.
    chunks
        The body in pieces.
    media_type
        What it is.
    foot
        The end of the body, which may differ (it tells the instant) between answers that mean the same.
    """
    total = hashlib.blake2b(digest_size=16)
    for chunk in chunks:
        total.update(chunk)
    tag = f'W/"{total.hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if holds_already(request, tag):
        return Response(status_code=304, headers=headers)

    async def body() -> AsyncIterator[bytes]:
        for chunk in (*chunks, foot):
            yield chunk

    return StreamingResponse(body(), media_type=media_type, headers=headers)


def described(model: type[BaseModel], media_type: str = GEOJSON) -> dict[int | str, dict[str, Any]]:
    """Return how OpenAPI describes a body of this shape that isn't made from the model."""
    return {200: {"content": {media_type: {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}}}
