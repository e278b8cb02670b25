"""A face of the project's own font, for pages drawn without WeasyPrint: widths, lines, the embedded subset."""

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf

from core.documents.pdf import face_file

SOFT = "-/"  # a long word is rather broken behind these
SYMBOLIC, ITALIC = 4, 64
CAPITALS = 662


class Typeface:
    """One face and the letters used of it; glyph numbers stay those of the whole font."""

    def __init__(self, name: str) -> None:
        self.name = name
        with self._opened() as font:
            self._glyphs: dict[int, str] = font.getBestCmap()
            self._numbers = font.getReverseGlyphMap()
            self._widths = font["hmtx"].metrics
        self._letters: dict[str, tuple[int, str]] = {}

    def _opened(self) -> TTFont:
        return TTFont(face_file(self.name), lazy=True, recalcTimestamp=False)

    def _letter(self, letter: str) -> tuple[int, str]:
        """Its width in thousandths of the size, and its number as pages write it."""
        if letter not in self._letters:
            glyph = self._glyphs.get(ord(letter), ".notdef")
            self._letters[letter] = (self._widths[glyph][0], f"{self._numbers[glyph]:04x}")
        return self._letters[letter]

    def width(self, text: str, size: float) -> float:
        return sum(self._letter(letter)[0] for letter in text) * size / 1000

    def note(self, text: str) -> None:
        """The letters of ``text`` will be used: the embedded subset has them."""
        for letter in set(text):
            self._letter(letter)

    def written(self, text: str) -> str:
        """The text as a string of a page's content."""
        return f"<{''.join(self._letter(letter)[1] for letter in text)}>"

    def lines(self, text: str, size: float, room: float) -> list[str]:
        """The text in lines no wider than ``room``: broken at spaces, a long word wherever it has to be."""
        if self.width(text, size) <= room and "\n" not in text:
            return [text]
        found, line = [], ""
        for word in text.split():
            longer = f"{line} {word}" if line else word
            if self.width(longer, size) <= room:
                line = longer
                continue
            if line:
                found.append(line)
            *full, line = self._pieces(word, size, room)
            found += full
        return [*found, line]

    def _pieces(self, word: str, size: float, room: float) -> list[str]:
        pieces = []
        while self.width(word, size) > room:
            end = 1
            while self.width(word[: end + 1], size) <= room:
                end += 1
            soft = max(word.rfind(mark, 0, end) for mark in SOFT) + 1
            end = soft or end
            pieces.append(word[:end])
            word = word[end:]
        return [*pieces, word]

    def embedded(self, pdf: Pdf) -> Object:
        """The font with the letters used, as pages refer to it."""
        numbers = {int(number, 16): (letter, width) for letter, (width, number) in self._letters.items()}
        called = Name(f"/OCOPVN+TeXGyreTermes-{self.name}")
        subsetter = Subsetter(
            Options(retain_gids=True, layout_features=[], hinting=False, notdef_outline=True)
        )
        subsetter.populate(gids=numbers)
        with self._opened() as font:
            subsetter.subset(font)
            descriptor = self._descriptor(pdf, font, called)
        cid = pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.CIDFontType0,
                BaseFont=called,
                CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
                FontDescriptor=descriptor,
                W=Array(part for number in sorted(numbers) for part in (number, Array([numbers[number][1]]))),
            )
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=called,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([cid]),
                ToUnicode=pdf.make_stream(_unicode_map({n: letter for n, (letter, _) in numbers.items()})),
            )
        )

    def _descriptor(self, pdf: Pdf, font: TTFont, called: Name) -> Object:
        program = pdf.make_stream(font.getTableData("CFF "))
        program.Subtype = Name.CIDFontType0C
        head, hhea, slant = font["head"], font["hhea"], font["post"].italicAngle
        return pdf.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor,
                FontName=called,
                Flags=SYMBOLIC | (ITALIC if slant else 0),
                FontBBox=Array([head.xMin, head.yMin, head.xMax, head.yMax]),
                ItalicAngle=int(slant),
                Ascent=hhea.ascent,
                Descent=hhea.descent,
                CapHeight=CAPITALS,
                StemV=120 if "bold" in self.name else 80,
                FontFile3=program,
            )
        )


def _unicode_map(letters: dict[int, str]) -> bytes:
    """The CMap from glyph numbers back to letters, a hundred at a time as the format asks for."""
    lines = [
        f"<{number:04x}> <{letter.encode('utf-16-be').hex()}>" for number, letter in sorted(letters.items())
    ]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "\n".join(f"{len(one)} beginbfchar\n{chr(10).join(one)}\nendbfchar" for one in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
