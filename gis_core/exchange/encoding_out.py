"""Text into the encoding that an office asks for; what it lacks is counted, not hidden."""

from __future__ import annotations

import codecs
import re

from gis_core.exchange.writer import Outgoing

UTF8, GBK = "UTF-8", "GBK"
MARKS = {UTF8: codecs.BOM_UTF8, GBK: b""}
CODECS = {UTF8: "utf-8", GBK: "gbk"}
STAND_IN = "？"
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""Would end a line of a file, or be none of its text; what reads it may take the rest for what comes next."""


class Encoder:
    """
    Encodes pieces of text; a character that the encoding lacks becomes `？`.

    Parameters
    ----------
    name
        `UTF-8` or `GBK`.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.start = MARKS[name]
        self.replaced = 0

    def __call__(self, text: str) -> bytes:
        """Return the bytes of a piece."""
        try:
            return text.encode(CODECS[self.name])
        except UnicodeEncodeError:
            return self.fitted(text).encode(CODECS[self.name])

    def fitted(self, text: str) -> str:
        """Return the text with a stand-in for each character that the encoding lacks."""
        fitting = []
        for character in text:
            try:
                character.encode(CODECS[self.name])
                fitting.append(character)
            except UnicodeEncodeError:
                self.replaced += 1
                fitting.append(STAND_IN)
        return "".join(fitting)

    def tell(self, outgoing: Outgoing) -> None:
        """Say how many characters were lost, if any."""
        outgoing.lost(
            self.replaced,
            f"{{}} 个字符 {self.name} 编码没有，写成“{STAND_IN}”",
            f"{{}} characters that {self.name} lacks became “{STAND_IN}”",
        )
