"""Where the layers of a QGIS project come from: our open services, or a GeoPackage beside the project."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from layers.base import Layer

DEGREES = "EPSG:4326"
FINEST_TILES = 16


@dataclass(frozen=True)
class Services:
    """
    The services of a server.

    Parameters
    ----------
    address
        Where it is reached, `http://host:port`, without a slash at its end. No token: QGIS asks for it once.
    """

    address: str

    provider = "OAPIF"
    crs = DEGREES

    def source_of(self, layer: Layer) -> str:
        """Return QGIS' address of a layer (OGC API Features)."""
        return (
            f" pagingEnabled='true' preferCoordinatesForWfsT11='false' restrictToRequestBBOX='1' pageSize='1000'"
            f" srsname='OGC:CRS84' typename='{layer.name}' url='{self.address}/ogc' version='OGC_API_FEATURES'"
        )

    @property
    def tiles(self) -> str:
        """QGIS' address of the vector tiles."""
        url = f"{self.address}/ogc/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}"
        return f"type=xyz&url={quote(url, safe=':/{}')}&zmax={FINEST_TILES}&zmin=0"

    def picture(self, crs: str) -> str:
        """Return QGIS' address of the styled map (WMS)."""
        return f"crs={crs}&dpiMode=7&format=image/png&layers=map&styles=default&url={self.address}/ogc/wms?"


@dataclass(frozen=True)
class GeoPackage:
    """
    A file beside the project.

    Parameters
    ----------
    file
        Its name.
    crs
        System of its layers, `EPSG:4547`.
    """

    file: str
    crs: str

    provider = "ogr"

    def source_of(self, layer: Layer) -> str:
        """Return QGIS' address of a layer."""
        return f"./{self.file}|layername={layer.name}"


Source = Services | GeoPackage
