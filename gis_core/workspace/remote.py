"""The records of a server through its API, with a token whose role says what there is to see."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely

from gis_core.errors import EnvironmentProblemError, NotAllowedError, NotFoundError, RefusedInputError
from gis_core.place import Degrees, Names, Place
from gis_core.workspace.client import Client
from gis_core.workspace.columns import columns_of
from gis_core.workspace.fetched import unpacked
from gis_core.workspace.records import FigureQuestion, Times
from layers.base import Code, Label, Layer

if TYPE_CHECKING:
    from gis_core.siting.selection import Selection
    from gis_core.workspace.figure import Figure

PAGE = 5_000  # features asked at once
SHAPES_AT_ONCE = 5_000
ASK_AGAIN_S, SELDOM_S = 0.1, 2.0
AROUND, FINE = 0.5, 0.001  # degrees around the place that are looked at, and how finely
OVER = ("done", "failed", "cancelled")


class RemoteRecords:
    """
    A server's records.

    Parameters
    ----------
    address
        Where the server is reached, such as `http://127.0.0.1:8765`.
    token
        A token of it.

    Raises
    ------
    WrongUseError, NotAllowedError, EnvironmentProblemError
        If the address or the token is none, or the server doesn't answer.
    """

    instance = None

    def __init__(self, address: str, token: str) -> None:
        self._client = Client(address, token)
        self.session: dict[str, str] = self._client.get("/api/session")
        told = self._client.get("/api/place")
        self.place = Place.model_validate(
            {
                "name": told["name"],
                "crs": {"survey": told["crs"], "name": told["crs_name"], "heights": told["heights"]},
                "map": {"extent": told["extent"]},
                "time": {"zone": told["time_zone"]},
            }
        )

    def __repr__(self) -> str:
        """Name the server, never the token."""
        return f"<RemoteRecords {self.where}>"

    @property
    def where(self) -> str:
        """The server's address, and who one is there."""
        return f"{self._client.address} · {self.session['who']} ({self.session['role']})"

    def counts(self) -> Mapping[str, int]:
        """Ask for the number of live rows of each layer."""
        told = self._client.get("/api/layers")["layers"]
        return {layer["name"]: layer["count"] for layer in told}

    def edited(self, layers: Sequence[Layer]) -> Sequence[Layer]:
        """Ask for the code lists as the server's office edited them, and return layers with them."""
        told = {layer["name"]: layer["fields"] for layer in self._client.get("/api/layers")["layers"]}
        return [_edited(layer, told.get(layer.name, [])) for layer in layers]

    def features(self, layer: Layer, times: Times) -> gpd.GeoDataFrame:
        """Read a layer page by page at one state of the records."""
        columns: dict[str, list[object]] = {column: [] for column in columns_of(layer)}
        shapes = []
        for features in self._pages(layer.name, times):  # a page's dictionaries go before the next one comes
            for column, values in columns.items():
                values += [feature["properties"][column] for feature in features]
            shapes.append(shapely.from_geojson([orjson.dumps(feature["geometry"]).decode() for feature in features]))
        return _frame(layer, columns, np.concatenate(shapes), self.place)

    def _pages(self, name: str, times: Times) -> Iterator[list[dict[str, Any]]]:
        """Yield the features of each page; the next one is under way meanwhile."""
        address = f"/api/layers/{name}/features"
        asked: dict[str, str | int | None] = {"crs": self.place.crs.survey, "limit": PAGE}
        with ThreadPoolExecutor(1) as ahead:
            coming = ahead.submit(self._client.get, address, asked | _said(times))
            while True:
                page = coming.result()
                onward = page.get("next")
                if onward:
                    coming = ahead.submit(self._client.get, address, asked | {"after": onward})
                yield page["features"]
                if not onward:
                    return

    def select(self, statement: str, values: Mapping[str, object] | None) -> pd.DataFrame:  # noqa: ARG002
        """Refuse: a server takes no SQL."""
        raise NotAllowedError("a server takes no SQL; ask for layers and figures, or work where the instance is")

    def year(self, year: int, known: dt.datetime | None) -> Sequence[tuple[object, ...]]:
        """Ask for the figures of a year."""
        told = self._client.get("/api/figures/year", {"year": year, "known": _written(known)})["figures"]
        return [
            (one["name"], one["label"]["zh"], one["label"]["en"], one["value"], one["unit"]["zh"], one["figure"])
            for one in told
        ]

    def figure(self, name: str, asked: FigureQuestion) -> Figure:
        """Ask for a figure with its evidence."""
        from gis_core.workspace.figure import Figure, evidence_table  # noqa: PLC0415

        question = {said: _written(value) for said, value in vars(asked).items()}
        address = f"/api/consolidation/figures/{_segment(name)}/evidence"
        told = self._client.get(address, question)
        return Figure(
            name=told["name"],
            label=Names(**told["label"]),
            definition=Names(**told["definition"]),
            value=told["value"],
            unit=told["unit"],
            first=dt.date.fromisoformat(told["period"]["first"]),
            last=dt.date.fromisoformat(told["period"]["last"]),
            evidence=evidence_table(told["rows"]),
            crs=self.place.crs.survey,
            drawn=lambda: self._client.content(f"{address}.geojson", question | {"known": told["known"]}),
        )

    def siting(self, document: dict[str, Any], known: dt.datetime | None, *, keep: bool) -> Selection:  # noqa: ARG002
        """Answer a scenario by a job of the server, which keeps every run."""
        from gis_core.siting.answer import Answer  # noqa: PLC0415  (slow to import)
        from gis_core.siting.document import read_scenario  # noqa: PLC0415
        from gis_core.siting.selection import Selection  # noqa: PLC0415

        told = self._client.post("/api/siting/runs", {"document": document, "known": _written(known)})
        number = int(self._done(told)["run"])
        kept = self._client.get(f"/api/siting/runs/{number}")
        head = kept.pop("run")
        in_order = [criterion["name"] for criterion in kept["criteria"]]  # JSON in PostgreSQL keeps no order of names
        for part in ("raw", "values"):
            kept["candidates"][part] = {name: kept["candidates"][part][name] for name in in_order}
        answer = Answer(
            scenario=read_scenario(kept.pop("document")),
            at=dt.date.fromisoformat(head["at"]),
            known=dt.datetime.fromisoformat(head["known"]),
            data=head["data"],
            code=head["code"],
            result=kept,
            shapes=self._shapes(number, kept["candidates"]["codes"]),
        )
        return Selection(answer, number)

    def preset(self, name: str) -> dict[str, Any]:
        """Ask for a preset's document, as the server has it."""
        known = {one["name"]: one["document"] for one in self._client.get("/api/siting/presets")["presets"]}
        if name not in known:
            raise NotFoundError(f"there is no preset {name!r}; there are: {', '.join(known)}", field="preset")
        document: dict[str, Any] = known[name]
        return document

    def _done(self, job: dict[str, Any]) -> dict[str, Any]:
        """Wait for a job, and return its result."""
        pause = ASK_AGAIN_S
        while job["state"] not in OVER:
            time.sleep(pause)
            pause = min(pause * 1.5, SELDOM_S)
            job = self._client.get(f"/api/jobs/{job['id']}")
        if job["state"] != "done":
            raise RefusedInputError(job["error"] or f"the job {job['id']} was cancelled on the server")
        result: dict[str, Any] = job["result"]
        return result

    def _shapes(self, run: int, codes: list[str]) -> gpd.GeoSeries:
        found: dict[str, Any] = {}
        for first in range(0, len(codes), SHAPES_AT_ONCE):
            some = codes[first : first + SHAPES_AT_ONCE]
            told = self._client.post(f"/api/siting/runs/{run}/shapes", {"codes": some})["features"]
            found |= {one["id"]: shapely.from_geojson(orjson.dumps(one["geometry"]).decode()) for one in told}
        return gpd.GeoSeries(found, crs="EPSG:4326").to_crs(self.place.crs.survey)

    def rasters(self) -> Sequence[tuple[object, ...]]:
        """List the rasters."""
        told = self._client.get("/api/rasters")["rasters"]
        return [(one["name"], one["unit"], one["cell_m"], one["made"]) for one in told]

    def raster(self, name: str) -> BytesIO:
        """Fetch a raster's file."""
        return BytesIO(self._client.content(f"/stac/rasters/{_segment(name)}.tif"))

    def sheets(self, order: Mapping[str, Any], out: Path) -> list[Path]:
        """Have the server make map sheets, and fetch them into a folder."""
        told = self._client.post("/api/exports/sheets", {**order})
        if told["state"] == "waiting":
            why = (told["why"] or {}).get("en", "")
            raise NotAllowedError(f"export {told['export']} waits for a lead's approval: {why}")
        self._done(told["job"])
        download = self._export(int(told["export"]))["download"]
        content = self._client.content(urlsplit(download["url"]).path)
        out.mkdir(parents=True, exist_ok=True)
        return unpacked(content, download["name"], out)

    def _export(self, number: int) -> dict[str, Any]:
        """Return an export of one's own as the list tells it."""
        found: list[dict[str, Any]] = self._client.get("/api/exports", {"before": number + 1, "limit": 1})["exports"]
        if not found or found[0]["id"] != number or found[0]["download"] is None:
            raise EnvironmentProblemError(f"export {number} has no file to fetch; its page says why")
        return found[0]

    def span(self, layers: Sequence[Layer], times: Times) -> Degrees | None:
        """Find what the features span by halving the ground until a strip along each side holds none."""
        west, south, east, north = self.place.map.extent
        span = [west - AROUND, south - AROUND, east + AROUND, north + AROUND]

        def holds(box: Sequence[float]) -> bool:
            asked = {"bbox": ",".join(f"{value:.7f}" for value in box), "limit": 1, **_said(times)}
            pages = (self._client.get(f"/api/layers/{layer.name}/features", asked) for layer in layers)
            return any(page["features"] for page in pages)

        if not holds(span):
            return None
        for side in range(4):  # west, south, east, north: an empty strip from the side inwards is cut off
            empty, held = span[side], span[side - 2]
            while abs(held - empty) > FINE:
                middle = (empty + held) / 2
                strip = [*span]
                strip[side - 2] = middle
                empty, held = (empty, middle) if holds(strip) else (middle, held)
            span[side] = empty
        return span[0], span[1], span[2], span[3]

    def tile(self, layers: Sequence[Layer], z: int, x: int, y: int, times: Times) -> bytes:
        """Ask for a tile, as a browser gets it."""
        names = ",".join(layer.name for layer in layers)
        return self._client.content(f"/tiles/{z}/{x}/{y}.mvt", {"layers": names, **_said(times)})

    def close(self) -> None:
        """End the connection."""
        self._client.close()


def _edited(layer: Layer, told: Iterable[Mapping[str, Any]]) -> Layer:
    """Return a layer with the codes of its fields as an answer tells them."""
    lists = {
        field["name"]: tuple(Code(row["code"], Label(**row["label"]), row["colour"]) for row in field["codes"])
        for field in told
        if field["codes"] is not None
    }
    fields = (
        replace(field, codes=replace(field.codes, codes=lists[field.name]))
        if field.codes is not None and field.name in lists
        else field
        for field in layer.fields
    )
    return replace(layer, fields=tuple(fields))


def _said(times: Times) -> dict[str, str | int | None]:
    """Return the two times as an address says them."""
    return {"at": _written(times.at), "known": _written(times.known)}


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _segment(name: str) -> str:
    """Return a name as one part of an address, whatever signs it has."""
    return quote(name, safe="")


def _frame(layer: Layer, columns: Mapping[str, list[object]], shapes: Any, place: Place) -> gpd.GeoDataFrame:
    """Return columns as JSON has them, and shapes, as the frame that the database would give."""
    frame = pd.DataFrame(columns)
    kinds = {field.name: field.kind for field in layer.fields}
    dates = {"valid_from", "valid_to", *(name for name, kind in kinds.items() if kind == "date")}
    numbers = {"area_m2", "length_m", *(name for name, kind in kinds.items() if kind in ("area", "real"))}
    for name in columns:
        if name in dates:
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
        elif name in numbers:
            frame[name] = frame[name].astype(float)
        elif name == "updated_at":
            frame[name] = pd.to_datetime(frame[name], format="ISO8601", utc=True).dt.tz_convert(place.zone)
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=place.crs.survey)
