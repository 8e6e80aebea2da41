"""Word files as Markdown, by way of mammoth's HTML. The only module that talks to mammoth."""

from __future__ import annotations

import io
from dataclasses import replace
from xml.etree import ElementTree

from ingest.errors import CorpusError
from ingest.formats.archive import read_parts, write_parts
from ingest.formats.docx_hidden import remove_hidden_runs
from ingest.formats.docx_table import mark_header_rows
from ingest.formats.html import html_content
from ingest.formats.parsed import Content

_DOCUMENT = "word/document.xml"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word before 2007, and encrypted files
_STYLES = r"""
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Code'] => pre:separator('\n')
p[style-name='Source Code'] => pre:separator('\n')
p[style-name='HTML Preformatted'] => pre:separator('\n')
r[style-name='HTML Code'] => code
r[style-name='Verbatim Char'] => code
"""


def read_docx(raw: bytes) -> Content:
    """Raises CorpusError where the file is damaged, encrypted or no Word file."""
    try:
        import mammoth
    except ImportError as error:
        raise CorpusError("Word files need an extra; run: pip install 'fingerpost[documents]'") from error
    if raw.startswith(_COMPOUND_FILE):
        raise CorpusError("encrypted, or in the format of Word before 2007; save it as .docx without a password")
    if not raw.startswith(b"PK"):
        raise CorpusError("no Word file by its content; give it the extension of what it is")
    parts = read_parts(raw)
    if _DOCUMENT not in parts:
        raise CorpusError(f"no Word file: the archive holds no {_DOCUMENT}; give it the extension of what it is")
    hidden = 0
    for name in [name for name in parts if name.startswith("word/") and name.endswith(".xml")]:
        root = ElementTree.fromstring(parts[name])
        hidden += remove_hidden_runs(root)
        mark_header_rows(root)
        parts[name] = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    try:
        file = io.BytesIO(write_parts(parts))
        html = mammoth.convert_to_html(file, style_map=_STYLES, convert_image=lambda _: [], external_file_access=False)
    except (KeyError, ValueError, AttributeError, IndexError, TypeError, OSError) as error:
        raise CorpusError(f"damaged ({type(error).__name__}: {error}); save it anew") from error
    content = html_content(html.value)
    notes = (f"{hidden} hidden piece{'s' * (hidden > 1)} of text removed",) if hidden else ()
    return replace(content, notes=(*notes, *content.notes))
