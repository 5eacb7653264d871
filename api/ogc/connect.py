"""The page that tells how to connect, in Chinese and English, with this instance's own addresses."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.ogc.conformance import CLASSES, TESTS
from api.ogc.page import table, written
from gis_core.cartography.maps import renderer
from gis_core.place import Place

BODY = Template((Path(__file__).parent / "connect.html").read_text(encoding="utf-8"))
NO_MAPS = (
    "<p>本机未安装 MapServer，WMS 与 WMTS 暂不可用：请在服务器上运行 <code>apt-get install {package}</code>。</p>"
    "<p lang=\"en\">MapServer isn't installed here, so WMS and WMTS don't draw: "
    "run <code>apt-get install {package}</code> where the server runs.</p>"
)


def connect_page(request: Request) -> HTMLResponse:
    """Return the page for the host by which the person reached us."""
    place: Place = request.app.state.instance.place
    base = escape(str(request.base_url).rstrip("/"))
    services = [
        ("OGC API Features（矢量要素）", "OGC API Features", "/ogc"),
        ("OGC API Tiles（矢量瓦片）", "OGC API Tiles", "/ogc/tiles/WebMercatorQuad/{z}/{y}/{x}"),
        ("WMS 1.3.0 / 1.1.1（地图图片）", "WMS", "/ogc/wms"),
        ("WMTS 1.0.0（地图瓦片）", "WMTS", "/ogc/wmts/1.0.0/WMTSCapabilities.xml"),
        ("STAC（栅格）", "STAC (rasters)", "/stac"),
    ]
    addresses = table(
        ["服务 Service", "地址 Address"],
        [[f'{zh} <span lang="en">{en}</span>', f"<code>{base}{path}</code>"] for zh, en, path in services],
    )
    classes = table(
        ["标准类 Class", "内容 What", "测试 Test"],
        [
            [
                f'<code title="{escape(one.uri)}">{escape(one.name)}</code>',
                f"{escape(one.label.zh)} <span lang='en'>{escape(one.label.en)}</span>",
                f"<code>{escape(one.test)}</code>",
            ]
            for one in CLASSES
        ],
    )
    body = BODY.substitute(
        base=base,
        survey=escape(place.crs.survey),
        first_zh="北" if place.crs.axes[0].northing else "东",
        first_en="northing" if place.crs.axes[0].northing else "easting",
        addresses=addresses,
        classes=classes,
        tests=TESTS,
        maps="" if renderer.program() else NO_MAPS.format(package=renderer.PACKAGE),
    )
    return written(
        request,
        f"连接{place.name.zh}的数据服务 · Connect to {place.name.en}",
        body,
        crumbs='<a href="/ogc">OGC API</a>',
    )
