"""
Scenes as a PDF file: its objects written by pikepdf, its page contents by ourselves (decision record 1000).

Text is embedded and can be searched, layers can be switched in a viewer, the map frame knows where it lies, and the
same scenes with the same date give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from gis_core.cartography.engines.pdf_content import POINT, PageContent, Shared, opacity_name
from gis_core.cartography.engines.pdf_ground import viewport
from gis_core.cartography.engines.pdf_pictures import image
from gis_core.cartography.scene import Scene, SceneLayer
from gis_core.errors import WrongUseError
from layers.base import Label

WIDEST = 5000.0  # mm; a page has at most 14,400 points
PROGRAM = "Matian"
LONGEST_EPOCH = 11  # digits; 99,999,999,999 s end in the year 5138
LAYERS = Label("图层", "Layers")
TAGS = {"zh": "zh-CN", "en": "en"}
"""Of languages (BCP 47), as documents name theirs."""
Groups: TypeAlias = dict[tuple[str, str, bool], pikepdf.Object]


@dataclass(frozen=True)
class Bookmark:
    """An entry of the file's outline: its text, the page it leads to (from 0), and what is below it."""

    title: str
    page: int
    below: tuple[Bookmark, ...] = ()


def moment() -> dt.datetime:
    """
    Return the time that a file bears: now, or `SOURCE_DATE_EPOCH` where it is set so that bytes can be compared.

    Raises
    ------
    WrongUseError
        If what is set is no number of seconds since 1970 of at most 11 digits.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return dt.datetime.now(dt.UTC)
    if not (given.isascii() and given.isdigit() and len(given) <= LONGEST_EPOCH):
        raise WrongUseError(f"SOURCE_DATE_EPOCH is {given[:40]!r}, not a number of seconds since 1970")
    return dt.datetime.fromtimestamp(int(given), dt.UTC)


def draw(
    scenes: Sequence[Scene],
    *,
    date: dt.datetime,
    title: str = "",
    bookmarks: Sequence[Bookmark] | None = None,
) -> bytes:
    """
    Draw scenes as the pages of one PDF.

    Parameters
    ----------
    scenes
        A page each.
    date
        That the file bears (see `moment`); with a time zone.
    title
        Of the file; the first scene's if empty.
    bookmarks
        The outline; if `None`, one entry a page where there are several.

    Raises
    ------
    WrongUseError
        If there is no scene, the date has no time zone, or a scene's value can't be drawn.
    """
    _check(scenes, date)
    pdf = pikepdf.new()
    shared = Shared()
    contents = [_content(scene, shared) for scene in scenes]
    fonts = shared.fonts.embed(pdf) | shared.squares.embed(pdf)
    halos = shared.halos.embed(pdf)
    groups: Groups = {}
    images: dict[int, pikepdf.Object] = {}
    for scene, content in zip(scenes, contents, strict=True):
        page = _page(pdf, scene, content)
        for number, picture in enumerate(content.pictures):
            if id(picture.pixels) not in images:
                images[id(picture.pixels)] = image(pdf, picture.pixels)
            _resource(page, "XObject", f"P{number}", images[id(picture.pixels)])
        for name in sorted(content.used_halos):
            _resource(page, "XObject", name, halos[name])
        for name in sorted(content.used_fonts):
            _resource(page, "Font", name, fonts[name])
        for name, layer in content.layers.items():
            _resource(page, "Properties", name, _group(pdf, groups, layer, layer.label.said(scene.language)))
    _links(pdf, scenes)
    if groups:
        pdf.Root.OCProperties = _layers(groups, LAYERS.said(scenes[0].language))
    _outline(pdf, scenes, bookmarks)
    _describe(pdf, scenes[0], title or scenes[0].title, date)
    out = io.BytesIO()
    pdf.save(
        out,
        min_version="1.7",
        deterministic_id=True,
        fix_metadata_version=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()


def _check(scenes: Sequence[Scene], date: dt.datetime) -> None:
    if not scenes:
        raise WrongUseError("there is no sheet to draw")
    if date.tzinfo is None:
        raise WrongUseError("the date of a PDF has a time zone")
    for scene in scenes:
        if not (1 <= scene.width <= WIDEST and 1 <= scene.height <= WIDEST):
            raise WrongUseError(f"a paper of {scene.width:g} × {scene.height:g} mm can't be a page of a PDF")


def _page(pdf: pikepdf.Pdf, scene: Scene, content: PageContent) -> pikepdf.Object:
    """Add a page with what it draws, and with what is its own."""
    width, height = scene.width * POINT, scene.height * POINT
    page = pdf.add_blank_page(page_size=(width, height)).obj
    page.MediaBox = Array([0, 0, Decimal(f"{width:.4f}"), Decimal(f"{height:.4f}")])
    page.Contents = pdf.make_stream("\n".join(content.operators).encode("ascii"))
    for key in sorted(content.opacities):
        state = Dictionary(Type=Name.ExtGState, ca=_share(key[0]), CA=_share(key[1]))
        _resource(page, "ExtGState", opacity_name(key), state)
    if scene.ground:
        page.VP = viewport(pdf, scene.ground, scene.language)
    return page


def _content(scene: Scene, shared: Shared) -> PageContent:
    content = PageContent(shared)
    for layer in scene.layers:
        content.draw(layer)
    return content


def _resource(page: pikepdf.Object, kind: str, name: str, value: pikepdf.Object) -> None:
    if f"/{kind}" not in page.Resources:
        page.Resources[f"/{kind}"] = Dictionary()
    page.Resources[f"/{kind}"][f"/{name}"] = value


def _share(thousandths: int) -> Decimal:
    return Decimal(thousandths) / 1000


def _group(pdf: pikepdf.Pdf, groups: Groups, layer: SceneLayer, name: str) -> pikepdf.Object:
    """Return the layer's optional content group; pages that have the same layer share it, and switch together."""
    key = (layer.name, name, layer.visible)
    if key not in groups:
        groups[key] = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name)))
    return groups[key]


def _layers(groups: Groups, name: str) -> pikepdf.Object:
    """List the layers as a viewer shows them: the uppermost first, on each page its own."""
    return Dictionary(
        OCGs=Array(list(groups.values())),
        D=Dictionary(
            Name=String(name),
            Order=Array(list(groups.values())[::-1]),
            ON=Array([group for (_, _, visible), group in groups.items() if visible]),
            OFF=Array([group for (_, _, visible), group in groups.items() if not visible]),
            ListMode=Name.VisiblePages,
        ),
    )


def _links(pdf: pikepdf.Pdf, scenes: Sequence[Scene]) -> None:
    for scene, page in zip(scenes, pdf.pages, strict=True):
        if scene.links:
            page.obj.Annots = Array(
                [
                    pdf.make_indirect(
                        Dictionary(
                            Type=Name.Annot,
                            Subtype=Name.Link,
                            Rect=Array([Decimal(f"{value * POINT:.4f}") for value in link.box]),
                            Border=Array([0, 0, 0]),
                            Dest=Array([pdf.pages[link.page].obj, Name.Fit]),
                        )
                    )
                    for link in scene.links
                ]
            )


def _outline(pdf: pikepdf.Pdf, scenes: Sequence[Scene], bookmarks: Sequence[Bookmark] | None) -> None:
    if bookmarks is None:
        bookmarks = [Bookmark(scene.title, at) for at, scene in enumerate(scenes)] if len(scenes) > 1 else []
    if not bookmarks:
        return
    with pdf.open_outline() as outline:
        outline.root.extend(_entry(one) for one in bookmarks)
    pdf.Root.PageMode = Name.UseOutlines


def _entry(bookmark: Bookmark) -> OutlineItem:
    item = OutlineItem(bookmark.title, bookmark.page, "Fit")
    item.children.extend(_entry(one) for one in bookmark.below)
    return item


def _describe(pdf: pikepdf.Pdf, scene: Scene, title: str, date: dt.datetime) -> None:
    stamp = f"D:{date:%Y%m%d%H%M%S}" + (f"{date:%z}"[:3] + "'" + f"{date:%z}"[3:5] + "'")
    about = {"Title": title, "Author": scene.author, "Subject": scene.subject, "Keywords": scene.keywords}
    about |= {"Creator": PROGRAM, "Producer": f"pikepdf {pikepdf.__version__}", "CreationDate": stamp, "ModDate": stamp}
    for name, value in about.items():
        if value:
            pdf.docinfo[f"/{name}"] = String(value)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        moment = date.isoformat(timespec="seconds")
        metadata["dc:title"] = title
        metadata["dc:format"] = "application/pdf"
        metadata["xmp:CreatorTool"] = PROGRAM
        metadata["xmp:CreateDate"] = metadata["xmp:ModifyDate"] = moment
        metadata["pdf:Producer"] = about["Producer"]
        if scene.author:
            metadata["dc:creator"] = [scene.author]
        if scene.subject:
            metadata["dc:description"] = scene.subject
        if scene.keywords:
            metadata["pdf:Keywords"] = scene.keywords
    pdf.Root.Lang = String(TAGS[scene.language])
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
