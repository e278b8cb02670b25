"""Text typed in TCVN3 (.VnTime) or VNI fonts: recognised in a sheet as a whole, converted cell by cell."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from viparse.normalize.detector import detect_encoding_by_content
from viparse.normalize.encodings import CHARMAPS
from viparse.normalize.tables import Charmap, convert

# letters only Unicode text has: whoever typed them had no old font
_UNICODE = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0-\u01b0\u0300-\u0323\u1ea0-\u1ef9]"
)
_HIGH = re.compile("[\u00a1-\u00ff\u2212\u2219]")
# what neither Vietnamese in Unicode nor a short text by chance has: "Mã" alone is no TCVN3 for "Mó"
_FOREIGN = re.compile("(?![ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý])[\u00a1-\u00ff\u2212\u2219]")
_WORDS = re.compile(r"[^\W\d_]")
SAMPLE = 20_000
NAMES = {"tcvn3": "TCVN3 (.VnTime)", "vni": "VNI"}


@dataclass(frozen=True)
class Decoder:
    """Converts the cells of one sheet; ``name`` is empty where the sheet is plain Unicode."""

    name: str = ""
    charmap: Charmap | None = None

    @classmethod
    def for_texts(cls, texts: Iterable[str]) -> Self:
        """The decoder for the sheet whose texts these are."""
        suspects, length = [], 0
        for text in texts:
            if text.isascii() or not _HIGH.search(text) or _UNICODE.search(text):
                continue
            suspects.append(text)
            length += len(text)
            if length > SAMPLE:
                break
        if not any(map(_FOREIGN.search, suspects)):
            return cls()
        charmaps = {name: CHARMAPS[name] for name in NAMES}
        found = detect_encoding_by_content("\n".join(suspects), charmaps).encoding
        return cls(NAMES[found], CHARMAPS[found]) if found in NAMES else cls()

    def decode(self, text: str) -> str:
        """``text`` in Unicode; left alone where it is that already."""
        if self.charmap is None or text.isascii() or _UNICODE.search(text) or not _HIGH.search(text):
            return text
        made = convert(text, self.charmap)
        plain = [letter for letter in _WORDS.findall(text) if letter.isascii()]
        # capitals of the old fonts are small letters drawn large
        return made.upper() if len(plain) > 2 and all(letter.isupper() for letter in plain) else made
