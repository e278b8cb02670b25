"""Made PDFs put behind one another, with what readers that cannot see are told, and a bookmark for each."""

import io

import pikepdf
from pikepdf import Name

from core.documents.tagged import Tree, saved


class Joined:
    """One PDF of many; the first gives it its title. All pieces stay open until the file is written."""

    def __init__(self) -> None:
        self._pieces: list[pikepdf.Pdf] = []
        self._marks: list[pikepdf.OutlineItem] = []
        self._tree: Tree | None = None

    def add(self, content: bytes, *, title: str = "", over: pikepdf.Page | None = None) -> None:
        """Put a PDF behind the others, with a bookmark where it has a title.

        ``over`` is laid over each of its pages, as decoration: a reader of the text does not meet it.
        """
        piece = pikepdf.open(io.BytesIO(content))
        self._pieces.append(piece)
        whole, first = self._pieces[0], 0
        if self._tree is None:
            self._tree = Tree(whole)
        else:
            first = len(whole.pages)
            whole.pages.extend(piece.pages)
            self._tree.join(piece, first)
        if title:
            self._marks.append(pikepdf.OutlineItem(title, first))
        if over is not None:
            drawing = whole.copy_foreign(over.as_form_xobject())
            for page in whole.pages[first:]:
                name = page.add_resource(drawing, Name.XObject)
                page.contents_add(b"q", prepend=True)  # WeasyPrint turns its page over and leaves it so
                page.contents_add(f"Q /Artifact BMC q {name} Do Q EMC".encode())

    def file(self) -> bytes | None:
        """The file; None where nothing was added."""
        if not self._pieces:
            return None
        whole = self._pieces[0]
        with whole.open_outline() as outline:
            outline.root.clear()
            outline.root.extend(self._marks)
        return saved(whole)
