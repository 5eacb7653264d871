"""What the columns of a frame mean: their labels in Chinese and English and their units, kept in `frame.attrs`."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from gis_core.errors import WrongUseError
from layers.base import Language, Layer
from layers.registry import all_layers
from layers.standard import STANDARD


def columns_of(layer: Layer) -> list[str]:
    """Return the columns of a layer's frame in order, without the geometry."""
    measured = ["area_m2"] if layer.is_polygonal else ["length_m"] if layer.is_linear else []
    last = ["valid_from", "valid_to", "source", "revision", "updated_at", "updated_by"]
    return ["code", *(field.name for field in layer.fields), *measured, *last]


def described(frame: gpd.GeoDataFrame, layer: Layer) -> gpd.GeoDataFrame:
    """Write into `frame.attrs` the `layer`, the `labels` (zh, en) and the `units` of its columns; return the frame."""
    own = {field.name: (field.label, field.unit) for field in layer.fields}
    known = {name: about for name, about in {**STANDARD, **own}.items() if name in frame.columns}
    frame.attrs = {
        "layer": layer.name,
        "labels": {name: {"zh": label.zh, "en": label.en} for name, (label, _) in known.items()},
        "units": {name: unit for name, (_, unit) in known.items() if unit},
    }
    return frame


def labelled(frame: pd.DataFrame, language: Language = "zh", *, codes: bool = True) -> pd.DataFrame:
    """
    Return a frame for reading: columns by their labels with the unit beside, codes by what they stand for.

    Parameters
    ----------
    frame
        A frame that `Workspace.layer` gave, or a selection of its rows and columns.
    language
        `zh` or `en`.
    codes
        Whether codes are replaced by the labels of their list.

    Raises
    ------
    WrongUseError
        If the frame comes from no layer.
    """
    if "layer" not in frame.attrs:
        raise WrongUseError("this table doesn't say of which layer it is; give one that Workspace.layer returned")
    layer = all_layers()[frame.attrs["layer"]]
    shown = frame.copy()
    if codes:
        for field in layer.fields:
            if field.codes is None or field.name not in shown.columns:
                continue
            lists = field.codes
            named = {
                code: getattr(row.label, language)
                for code in shown[field.name].dropna().unique()
                if (row := lists.find(str(code)))
            }
            shown[field.name] = shown[field.name].map(lambda code, named=named: named.get(code, code))
    units = frame.attrs["units"]
    names = {
        name: f"{label[language]} ({units[name]})" if name in units else label[language]
        for name, label in frame.attrs["labels"].items()
        if name in shown.columns
    }
    return shown.rename(columns=names)
