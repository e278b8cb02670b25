"""What PDF/A-3a and PDF/UA-1 ask of a file and pikepdf can see; veraPDF is not to be had where the suite runs."""

import io
import re
import unicodedata
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object
from pypdf import PdfReader

PAINTS = {
    "Tj",
    "TJ",
    "'",
    '"',
    "S",
    "s",
    "f",
    "F",
    "f*",
    "B",
    "B*",
    "b",
    "b*",
    "Do",
    "sh",
    "BI",
    "INLINE IMAGE",
}
HOLDS = {
    "/Table": {"/Caption", "/THead", "/TBody", "/TFoot", "/TR"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TR": {"/TH", "/TD"},
}
HEADING = re.compile(r"/H([1-6])")


def faults_of(content: bytes) -> list[str]:
    """Everything wrong with the file; nothing when archives and screen readers can live with it."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = [*_about_the_file(pdf)]
        elements = list(_walk(pdf.Root.StructTreeRoot.K[0]))
        found += _about_the_tree(elements)
        found += _about_the_pages(pdf, {element.objgen for element in elements})
        found += _about_the_fonts(pdf)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if text != unicodedata.normalize("NFC", text) or "\ufffd" in text:
        found.append("text does not copy out as NFC")
    return found


def _about_the_file(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if root.get("/MarkInfo", {}).get("/Marked") is not True:
        yield "not marked"
    if not str(root.get("/Lang", "")):
        yield "no language"
    if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
        yield "the title is not shown"
    with pdf.open_metadata() as meta:
        if not meta.get("dc:title"):
            yield "no title"
        if (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) != ("3", "A"):
            yield f"PDF/A-{meta.get('pdfaid:part')}{meta.get('pdfaid:conformance')}"
    if "/OutputIntents" not in root:
        yield "no colours named"
    for name, file in pdf.attachments.items():
        if str(file.obj.get("/AFRelationship")) != "/Data" or not file.obj.get("/Desc"):
            yield f"attachment {name} without relationship or words"
    if len(pdf.attachments) != len(root.get("/AF", [])) and "/AF" not in root:
        yield "attachments belong to nothing"


def _walk(element: Object) -> Iterator[Object]:
    yield element
    for child in element.get("/K", Array()):
        if isinstance(child, Dictionary) and "/S" in child:
            yield from _walk(child)


def _about_the_tree(elements: list[Object]) -> Iterator[str]:
    level = 0
    for element in elements:
        kind = str(element.S)
        children = [child for child in element.get("/K", Array()) if isinstance(child, Dictionary)]
        names = {str(child.S) for child in children if "/S" in child}
        if names - HOLDS.get(kind, names):
            yield f"{kind} holds {sorted(names)}"
        if kind == "/Figure" and not str(element.get("/Alt", "")):
            yield "picture without words"
        if kind == "/TH" and "/Scope" not in element.get("/A", {}):
            yield "head without scope"
        if kind == "/TD" and "/Headers" in element.get("/A", {}):
            yield "cell names heads that nobody lists"
        if any(child.get("/P", element).objgen != element.objgen for child in children):
            yield f"a child of {kind} has another parent"
        if found := HEADING.fullmatch(kind):
            if int(found[1]) > level + 1:
                yield f"H{level} is followed by {kind}"
            level = int(found[1])
        if kind == "/Table":
            yield from _about_a_table(element)


def _about_a_table(table: Object) -> Iterator[str]:
    rows = [one for one in _walk(table) if one.S == Name.TR]
    wide = {sum(int(cell.get("/A", {}).get("/ColSpan", 1)) for cell in row.K) for row in rows}
    spans = any("/RowSpan" in cell.get("/A", {}) for row in rows for cell in row.K)
    if len(wide) > 1 and not spans:
        yield f"rows of {sorted(wide)} cells"
    if not any(cell.S == Name.TH for row in rows for cell in row.K):
        yield f"a table of {len(rows)} rows without heads"


def _about_the_pages(pdf: pikepdf.Pdf, held: set[tuple[int, int]]) -> Iterator[str]:
    tree = pdf.Root.StructTreeRoot.ParentTree
    parents = [part for leaf in tree.get("/Kids", [tree]) for part in leaf.Nums]
    for leaf in tree.get("/Kids", []):
        keys = list(leaf.Nums)[::2]
        if list(leaf.Limits) != [keys[0], keys[-1]]:
            yield "a leaf of the parent tree does not say what it holds"
    if parents[::2] != sorted(parents[::2]):
        yield "the parent tree is not in order"
    known = dict(zip(map(int, parents[::2]), parents[1::2], strict=True))
    taken = set()
    for number, page in enumerate(pdf.pages, start=1):
        key = int(page.obj.get("/StructParents", -1))
        if key in taken or key not in known:
            yield f"page {number} has no place in the tree"
            continue
        taken.add(key)
        if page.obj.get("/Tabs") != Name.S:
            yield f"page {number}: order of tabs"
        used, loose = _marks(page)
        yield from (f"page {number}: {operator} is not tagged" for operator in loose)
        marked = list(known[key])
        for mark in used:
            if mark >= len(marked) or marked[mark] is None or marked[mark].objgen not in held:
                yield f"page {number}: piece {mark} is in no element"


def _marks(page: pikepdf.Page) -> tuple[list[int], set[str]]:
    """The numbers of the marked pieces of a page, and what is drawn outside any."""
    used, loose, open_marks = [], set(), 0
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BMC":
                open_marks += 1
            case "BDC":
                open_marks += 1
                if isinstance(operands[1], Dictionary) and "/MCID" in operands[1]:
                    used.append(int(operands[1].MCID))
            case "EMC":
                open_marks -= 1
            case drawn if drawn in PAINTS and not open_marks:
                loose.add(drawn)
    return used, loose


def _about_the_fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for font in pdf.objects:
        if isinstance(font, Dictionary) and font.get("/Type") == Name.FontDescriptor:
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()):
                yield f"{font.get('/FontName')} is not inside"
        elif isinstance(font, Dictionary) and font.get("/Subtype") == Name.Type0 and "/ToUnicode" not in font:
            yield f"{font.get('/BaseFont')} does not copy out"
