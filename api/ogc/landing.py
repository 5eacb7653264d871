"""The first documents of the open services: the landing page and the classes that they conform to."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from api.ogc.collections import TILESETS_VECTOR, times_said
from api.ogc.conformance import CLASSES
from api.ogc.links import HTML, JSON, OPENAPI, address, link
from gis_core.place import Place

MATRIX_SETS = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"


def landing(request: Request) -> dict[str, Any]:
    """Return the landing page (Part 1, 7.2), checked by tipg's model."""
    from tipg.model import Landing  # noqa: PLC0415  (slow to import)

    place: Place = request.app.state.instance.place
    times = times_said(request)
    told = Landing(
        title=f"{place.name.zh}空间数据服务 · {place.name.en} spatial data",
        description="图层按两个时间读取：at 为所述日期，known 为记录时刻。"
        " · Layers are read at two times: at, the day for which they are true, and known, the instant of recording.",
        links=[
            link(address(request, **times), "self", JSON),
            link(address(request, **times, f="html"), "alternate", HTML),
            link(address(request, "api"), "service-desc", OPENAPI, "OpenAPI 3.0"),
            link(f"{str(request.base_url).rstrip('/')}/connect", "service-doc", HTML, "如何连接 · How to connect"),
            link(address(request, "conformance"), "conformance", JSON, "符合的标准类 · Conformance classes"),
            link(address(request, "collections", **times), "data", JSON, "图层 · Collections"),
            link(address(request, "tiles", **times), TILESETS_VECTOR, JSON, "矢量瓦片 · Vector tiles"),
            link(address(request, "tileMatrixSets"), MATRIX_SETS, JSON, "瓦片方案 · Tile matrix sets"),
        ],
    )
    return told.model_dump(mode="json", exclude_none=True)


def conformance(request: Request) -> dict[str, Any]:
    """Return the classes that are claimed."""
    from tipg.model import Conformance  # noqa: PLC0415

    del request
    return Conformance(conformsTo=[one.uri for one in CLASSES]).model_dump(mode="json")
