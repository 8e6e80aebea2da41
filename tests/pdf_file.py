"""Small PDF files, written by hand."""

from __future__ import annotations

from collections.abc import Sequence

_FONTS = b"<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> /F2 << /Type /Font /Subtype /Type1 "
_FONTS += b"/BaseFont /Courier >> >>"


def pdf(*contents: str, title: str = "", x_objects: Sequence[str] = ()) -> bytes:
    """A file with a page of 612 x 792 points for each content stream; fonts are F1 (Helvetica) and F2 (Courier).

    `x_objects` are content streams of forms, called X0, X1 and so on by the pages.
    """
    count = len(contents)
    first_form = 4 + 2 * count
    forms = b" ".join(b"/X%d %d 0 R" % (n, first_form + n) for n in range(len(x_objects)))
    resources = b"<< /Font %s /XObject << %s >> >>" % (_FONTS, forms)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        b"<< /Title (%s) >>" % title.encode("latin-1"),
    ]
    for number, content in enumerate(contents):
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources %s /Contents %d 0 R >>"
        objects.append(page % (resources, 5 + 2 * number))
        objects.append(stream(content))
    for form in x_objects:
        objects.append(stream(form, b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources %s " % resources))
    return assemble(objects)


def stream(content: str | bytes, entries: bytes = b"") -> bytes:
    data = content if isinstance(content, bytes) else content.encode("latin-1")
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def assemble(objects: Sequence[bytes]) -> bytes:
    """The objects, numbered from 1, as a file. The first is the catalog, the third the properties."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def text(words: str, y: float, size: float = 12, before: str = "", font: str = "F1", x: float = 72) -> str:
    """A content stream that shows one line of words; `before` sets colours and the like."""
    return f"q {before} BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET Q\n"
