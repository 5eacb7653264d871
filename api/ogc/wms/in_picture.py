"""Refusals of GetMap as a picture, for clients that show nothing else (EXCEPTIONS: INIMAGE and BLANK; 7.3.3.11)."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping

from fastapi.responses import Response
from PIL import Image, ImageDraw

from api.ogc.wms.asked import IMAGES, read_background, read_side
from api.ogc.wms.refusals import WmsRefusal

WORDS = {
    "1.3.0": {"INIMAGE": True, "BLANK": False},
    "1.1.1": {"APPLICATION/VND.OGC.SE_INIMAGE": True, "APPLICATION/VND.OGC.SE_BLANK": False},
}
"""What a client writes, and whether the picture then says what is wrong."""
INK = "#b3261e"
LETTER_PX = 7


def refused_picture(said: Mapping[str, str], refusal: WmsRefusal) -> Response | None:
    """Return a refusal as the picture that was asked for, `None` where another form or no possible picture was."""
    wanted = said.get("EXCEPTIONS", "").upper()
    spoken = {word: told for words in WORDS.values() for word, told in words.items()}
    image_type = IMAGES.get(said.get("FORMAT", "image/png").lower())
    if said.get("REQUEST", "").upper() not in ("GETMAP", "MAP") or wanted not in spoken or image_type is None:
        return None
    try:
        width, height = (read_side(said, name) for name in ("WIDTH", "HEIGHT"))
        background = read_background(said.get("BGCOLOR", "0xFFFFFF"))
    except WmsRefusal:
        return None
    clear = image_type == "png" and said.get("TRANSPARENT", "FALSE").upper() == "TRUE"
    picture = (
        Image.new("RGBA", (width, height), (0, 0, 0, 0)) if clear else Image.new("RGB", (width, height), background)
    )
    if spoken[wanted]:
        plain = refusal.sentence.encode("ascii", "replace").decode()  # the letters that Pillow itself brings
        lines = textwrap.wrap(plain, max(10, width // LETTER_PX))
        ImageDraw.Draw(picture).multiline_text((4, 4), "\n".join(lines), fill=INK)
    out = io.BytesIO()
    picture.save(out, image_type.upper())
    return Response(out.getvalue(), media_type=f"image/{image_type}", headers={"Cache-Control": "no-store"})
