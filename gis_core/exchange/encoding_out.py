"""Text into the encoding that an office asks for; what it lacks is counted, not hidden."""

from __future__ import annotations

import codecs

from layers.base import Label

MARKS = {"UTF-8": codecs.BOM_UTF8, "GBK": b""}
CODECS = {"UTF-8": "utf-8", "GBK": "gbk"}
STAND_IN = "？"


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

    def said(self) -> Label:
        """Return how many characters were lost."""
        return Label(
            f"{self.replaced} 个字符 {self.name} 编码没有，写成“{STAND_IN}”",
            f"{self.replaced} characters that {self.name} lacks became “{STAND_IN}”",
        )
