"""What the columns of a frame mean: their labels, units and what their codes stand for, kept in `frame.attrs`."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd

from gis_core.errors import WrongUseError
from layers.base import Code, CodeList, Label, Language, Layer
from layers.registry import all_layers
from layers.standard import STANDARD


def columns_of(layer: Layer) -> list[str]:
    """Return the columns of a layer's frame in order, without the geometry."""
    measured = ["area_m2"] if layer.is_polygonal else ["length_m"] if layer.is_linear else []
    last = ["valid_from", "valid_to", "source", "revision", "updated_at", "updated_by"]
    return ["code", *(field.name for field in layer.fields), *measured, *last]


def described(frame: gpd.GeoDataFrame, layer: Layer) -> gpd.GeoDataFrame:
    """
    Write into `frame.attrs` what its columns mean, and return the frame.

    It is the `layer`, the `labels` (zh, en) and the `units` of the columns and, of the code lists that the office
    edited, the `codes` with their labels; all of it as JSON can hold it, for a frame may be written to Parquet.

    Parameters
    ----------
    frame
        Rows of the layer.
    layer
        As the office edited its code lists.
    """
    own = {field.name: (field.label, field.unit) for field in layer.fields}
    declared = _told(all_layers()[layer.name])
    known = {name: about for name, about in {**STANDARD, **own}.items() if name in frame.columns}
    frame.attrs = {
        "layer": layer.name,
        "labels": {name: {"zh": label.zh, "en": label.en} for name, (label, _) in known.items()},
        "units": {name: unit for name, (_, unit) in known.items() if unit},
        "codes": {name: codes for name, codes in _told(layer).items() if codes != declared[name]},
    }
    return frame


def _lists(layer: Layer) -> dict[str, CodeList]:
    return {field.name: field.codes for field in layer.fields if field.codes is not None}


def _told(layer: Layer) -> dict[str, dict[str, dict[str, str]]]:
    """Return the labels of each field's codes, as JSON can hold them."""
    return {
        name: {row.code: {"zh": row.label.zh, "en": row.label.en} for row in codes.codes}
        for name, codes in _lists(layer).items()
    }


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
        for name, declared in _lists(layer).items():
            if name not in shown.columns:
                continue
            told = frame.attrs.get("codes", {}).get(name)
            edited = told and tuple(Code(code, Label(**label)) for code, label in told.items())
            lists = replace(declared, codes=edited) if edited else declared
            named = {
                code: row.label.said(language)
                for code in shown[name].dropna().unique()
                if (row := lists.find(str(code)))
            }
            shown[name] = shown[name].map(lambda code, named=named: named.get(code, code))
    units = frame.attrs["units"]
    names = {
        name: f"{label[language]} ({units[name]})" if name in units else label[language]
        for name, label in frame.attrs["labels"].items()
        if name in shown.columns
    }
    return shown.rename(columns=names)
