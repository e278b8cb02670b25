"""The structure tree of a PDF, what a reader that cannot see is told: mended, extended, joined."""

import io
import re
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

MARKED = re.compile(rb"/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
SPANS = ("/ColSpan", "/RowSpan")


class Tree:
    """Extends the structure tree a PDF has."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.root = pdf.Root.StructTreeRoot
        self.document = self.root.K[0]
        self._parents = self.root.ParentTree.Nums
        self._next = max((int(key) for key in list(self._parents)[::2]), default=-1) + 1

    def close_page(self, page: Object, marked: Object | Sequence[Object]) -> None:
        """Say which element each marked piece of the page belongs to; the pieces are numbered from 0."""
        page.StructParents = self._next
        self._parents.append(self._next)
        self._parents.append(self.pdf.make_indirect(Array(marked)))
        self._next += 1
        self.root.ParentTreeNextKey = self._next

    def join(self, other: Pdf, first_page: int) -> None:
        """Hang the tree of ``other`` behind ours; its pages are ours already, from number ``first_page`` on."""
        theirs = self.pdf.copy_foreign(other.Root.StructTreeRoot)
        for child in theirs.K[0].K:
            child.P = self.document
            self.document.K.append(child)
        numbered = list(theirs.ParentTree.Nums)
        for offset, marked in enumerate(numbered[1::2]):
            self.close_page(self.pdf.pages[first_page + offset].obj, list(marked))


def mend(pdf: Pdf) -> None:
    """Close what WeasyPrint leaves open.

    Heads of tables get their scope instead of identifiers nobody lists, pictures without words and what stands in
    the margins (page numbers) become artifacts.
    """
    held: set[tuple[int, int]] = set()
    for element in _below(pdf.Root.StructTreeRoot.K[0], in_head=False):
        held.add(element.objgen)
    parents = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    known = dict(zip((int(key) for key in parents[::2]), parents[1::2], strict=True))
    for page in pdf.pages:
        page.obj.Tabs = Name.S
        marked = known.get(int(page.obj.get("/StructParents", -1)))
        if marked is None:
            continue
        loose = {number for number, element in enumerate(marked) if element.objgen not in held}
        if loose:
            _become_artifacts(pdf, page, loose)
            for number in loose:
                marked[number] = None


def _below(element: Object, *, in_head: bool) -> Iterator[Object]:
    """The elements under one, mended on the way; pictures without words are taken out."""
    yield element
    kept = []
    for child in element.get("/K", Array()):
        if isinstance(child, Dictionary) and "/S" in child:
            if Name.Figure == child.S and "/Alt" not in child:
                continue
            if child.S in {Name.TH, Name.TD}:
                _mend_cell(child, in_head=in_head)
            yield from _below(child, in_head=in_head or Name.THead == child.S)
        kept.append(child)
    if len(kept) != len(element.get("/K", kept)):
        element.K = Array(kept)


def _mend_cell(cell: Object, *, in_head: bool) -> None:
    facts = Dictionary(O=Name.Table)
    for name in SPANS:
        if name in cell.get("/A", {}):
            facts[name] = cell.A[name]
    if cell.S == Name.TH:
        facts.Scope = Name.Column if in_head else Name.Row
    for name in ("/A", "/ID"):
        if name in cell:
            del cell[name]
    if len(facts) > 1:
        cell.A = facts


def saved(pdf: Pdf) -> bytes:
    """The file, the same bytes every time."""
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _become_artifacts(pdf: Pdf, page: pikepdf.Page, loose: set[int]) -> None:
    def said(found: re.Match[bytes]) -> bytes:
        return b"/Artifact BMC" if int(found[1]) in loose else found[0]

    page.contents_coalesce()
    page.obj.Contents = pdf.make_stream(MARKED.sub(said, page.obj.Contents.read_bytes()))
