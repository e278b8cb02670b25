"""Annexes of many thousands of rows: drawn at their place in what WeasyPrint made of the rest of the document."""

import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeGuard

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf

from core.documents.appended import Appended
from core.documents.model import ROMAN, Annex, Block, OfficialDocument, Paragraph, Table
from core.documents.ruled import Faces, Place, RuledAnnex
from core.documents.tagged import saved
from core.money import format_number

Step = Callable[[int, int], None]
LONG = 500
"""From how many rows a table is drawn by itself."""
HELD = Name("/HeldFor")  # on what holds the place of an annex until it is drawn


def is_long(document: OfficialDocument) -> bool:
    """Whether any table of the document has to be drawn by itself."""
    return any(_has_to_be_drawn(table) for table in document.tables)


def _has_to_be_drawn(block: Block) -> TypeGuard[Table]:
    return isinstance(block, Table) and len(block.rows) > LONG


@dataclass(frozen=True)
class Part:
    """An annex of the printed document, numbered by its place among them; with ``table`` drawn by ourselves."""

    annex: Annex
    table: Table | None = None

    @property
    def is_drawn(self) -> bool:
        return self.table is not None


def apart(document: OfficialDocument) -> tuple[OfficialDocument, list[Part]]:
    """The document without its long tables, and all annexes in their order: those of the text's tables in front."""
    parts = list(_parts(document))
    several = len(parts) > 1

    def without(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(_pointing(one, parts, several) if _has_to_be_drawn(one) else one for one in blocks)

    annexes = [
        replace(part.annex, blocks=without(part.annex.blocks), number=number)
        for number, part in enumerate(parts, start=1)
        if not part.is_drawn
    ]
    return replace(document, body=without(document.body), annexes=tuple(annexes)), parts


def _parts(document: OfficialDocument) -> Iterator[Part]:
    for block in document.body:
        if _has_to_be_drawn(block):
            yield Part(Annex(block.caption.upper(), (block,), landscape=True), block)
    for annex in document.annexes:
        if any(not isinstance(one, Paragraph) and not _has_to_be_drawn(one) for one in annex.blocks):
            yield Part(annex)
        for block in annex.blocks:
            if _has_to_be_drawn(block):
                yield Part(replace(annex, blocks=(block,)), block)


def _pointing(block: Block, parts: list[Part], several: bool) -> Paragraph:
    """What the text says in the place of a table that became an annex."""
    assert isinstance(block, Table)
    number = next(
        n for n, part in enumerate(parts, start=1) if part.is_drawn and part.annex.blocks[0] is block
    )
    where = f"Phụ lục {ROMAN[number]}" if several else "phụ lục kèm theo"
    return Paragraph(f"{block.caption}: {format_number(len(block.rows))} dòng, tại {where}.")


def render_long(
    document: OfficialDocument,
    render_rest: Callable[[OfficialDocument, int], bytes],
    *,
    dated: str,
    step: Step,
) -> bytes:
    """The whole document: ``render_rest`` makes what is short, told how many annexes there are.

    Every annex is numbered by itself, without a number on its first page, and stands in the outline. What is drawn
    goes to a file at once: memory grows by a few bytes a row.
    """
    rest, parts = apart(document)
    number = document.number or "\N{EM SPACE}\N{EM SPACE}"
    kind = document.kind.capitalize()
    with_what = f"(Kèm theo {kind} số {number}{document.symbol} {dated} của {document.issuer_name})"
    titles = [
        (f"Phụ lục {ROMAN[place]}" if len(parts) > 1 else "Phụ lục", part.annex.title, with_what)
        for place, part in enumerate(parts, start=1)
    ]
    faces = Faces()
    for part, title in zip(parts, titles, strict=True):
        if part.table is not None:
            faces.note(part.table, title)
    with pikepdf.open(io.BytesIO(render_rest(rest, len(parts)))) as pdf:
        _hold_places(pdf, parts, faces)
        base = saved(pdf)
    with pikepdf.open(io.BytesIO(base)) as pdf, tempfile.TemporaryFile() as file:
        out = Appended(base, int(pdf.trailer.Size), file)
        _draw(pdf, out, parts, titles, faces, step)
        ids = bytes(pdf.trailer.ID[0])
        out.close(root=_named(pdf.trailer.Root), info=_named(pdf.trailer.Info), identifier=ids)
        file.seek(0)
        return file.read()


def _draw(
    pdf: Pdf, out: Appended, parts: list[Part], titles: list[tuple[str, str, str]], faces: Faces, step: Step
) -> None:
    tree, pages = pdf.Root.StructTreeRoot, pdf.Root.Pages
    total = sum(len(part.table.rows) for part in parts if part.table is not None)
    places = {int(one[HELD]): one for one in pages.Kids if HELD in one}
    key, done, drawn = int(tree.ParentTreeNextKey), 0, 0
    for number, node in sorted(places.items()):
        place = _place(pdf, number, node)
        annex = RuledAnnex(out, place, key, parts[number].annex, titles[number], faces)
        annex.draw(lambda rows, before=done: step(before + rows, total))  # type: ignore[misc]
        key, done, drawn = key + annex.pages, done + len(annex.table.rows), drawn + annex.pages - 1
    pages.Count = int(pages.Count) + drawn
    tree.ParentTreeNextKey = key
    for changed in (pages, tree):
        out.put(changed.objgen[0], changed.unparse(resolved=True).decode("latin-1"))


def _place(pdf: Pdf, number: int, node: Object) -> Place:
    """What holds the place of the annex ``number``, by the numbers in the file."""
    tree = pdf.Root.StructTreeRoot
    document = tree.K[0]
    [section] = [one for one in document.K if one.get(HELD) == number]
    [leaf] = [one for one in tree.ParentTree.Kids if one.get(HELD) == number]
    first = node.Kids[0]
    fonts = first.Resources.Font
    held = (node, first, pdf.Root.Pages, fonts, section, document, leaf)
    return Place(*(one.objgen[0] for one in held))


def _hold_places(pdf: Pdf, parts: list[Part], faces: Faces) -> None:
    """Pages, elements, leaves and outline for the annexes to be drawn; what is at them is replaced later."""
    tree, fonts = pdf.Root.StructTreeRoot, pdf.make_indirect(faces.embedded(pdf))
    document, nums = tree.K[0], tree.ParentTree.Nums
    keys = [int(one) for one in list(nums)[::2]]
    tree.ParentTreeNextKey = keys[-1] + 1
    leaves: list[Object] = [pdf.make_indirect(Dictionary(Limits=Array([keys[0], keys[-1]]), Nums=nums))]
    nodes, elements = list(pdf.Root.Pages.Kids), list(document.K)
    with pdf.open_outline() as outline:
        starts = _starts(outline.root, parts)
        for number, part in enumerate(parts):
            if not part.is_drawn:
                continue
            node, section, leaf = _held(pdf, number, document, fonts)
            item = OutlineItem(part.annex.title, destination=Array([node.Kids[0], Name.Fit]))
            at_node, at_element, at_item = len(nodes), len(elements), len(outline.root)
            if following := next(
                (starts[later] for later in range(number, len(parts)) if later in starts), None
            ):
                page = _page_of(following)
                at_node = [one.objgen for one in nodes].index(page)
                at_element = [one.Pg.objgen if "/Pg" in one else None for one in elements].index(page)
                at_item = outline.root.index(following)
            nodes.insert(at_node, node)
            elements.insert(at_element, section)
            leaves.append(leaf)
            outline.root.insert(at_item, item)
    pdf.Root.Pages.Kids, document.K = Array(nodes), Array(elements)
    pdf.Root.Pages.Count = int(pdf.Root.Pages.Count) + len(leaves) - 1
    tree.ParentTree = Dictionary(Kids=Array(leaves))


def _held(pdf: Pdf, number: int, document: Object, fonts: Object) -> tuple[Object, Object, Object]:
    """A node with one page, an element, and a leaf of the parent tree, marked as those of the annex ``number``."""
    mark = {str(HELD): number}
    node = pdf.make_indirect(Dictionary({"/Type": Name.Pages, "/Parent": pdf.Root.Pages, "/Count": 1} | mark))
    resources = Dictionary(Font=fonts)
    page = Dictionary(Type=Name.Page, Parent=node, MediaBox=Array([0, 0, 1, 1]), Resources=resources)
    node.Kids = Array([pdf.make_indirect(page)])
    section = pdf.make_indirect(Dictionary({"/S": Name.Sect, "/P": document, "/K": Array()} | mark))
    leaf = pdf.make_indirect(Dictionary({"/Nums": Array()} | mark))
    return node, section, leaf


def _page_of(item: OutlineItem) -> tuple[int, int]:
    """The page an entry of the outline opens."""
    assert isinstance(item.destination, Array)
    return item.destination[0].objgen


def _starts(outline: list[OutlineItem], parts: list[Part]) -> dict[int, OutlineItem]:
    """The short annexes in the outline: looked for from the end, where a text before cannot be taken for one."""
    found, end = {}, len(outline)
    for number in reversed([number for number, part in enumerate(parts) if not part.is_drawn]):
        end = next(at for at in reversed(range(end)) if outline[at].title == parts[number].annex.title)
        found[number] = outline[end]
    return found


def _named(one: Object) -> str:
    return f"{one.objgen[0]} {one.objgen[1]} R"
