"""Open the ZIP archive of an office document, unless it is made to do harm."""

from __future__ import annotations

import io
import zipfile
from xml.parsers import expat

from ingest.errors import CorpusError

MAX_ENTRIES = 2_000
MAX_UNPACKED = 100_000_000
MAX_RATIO = 200  # text repeats itself; a bomb is packed a thousand times
_RATIO_MATTERS_ABOVE = 5_000_000


def read_parts(raw: bytes) -> dict[str, bytes]:
    """The files of the archive by name.

    Raises CorpusError where it is damaged, unpacks to too much, or its XML declares entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, len(raw))
            parts = {entry.filename: archive.read(entry) for entry in entries if not entry.is_dir()}
    except CorpusError:
        raise
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
        raise CorpusError(f"damaged, or no Word file ({error}); save it anew") from error
    except Exception as error:  # zlib.error, struct.error and their like
        raise CorpusError(f"damaged ({type(error).__name__}); save it anew") from error
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            _refuse_declarations(name, content)
    return parts


def write_parts(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if len(entries) > MAX_ENTRIES:
        raise CorpusError(f"holds {len(entries):,} files, more than {MAX_ENTRIES:,}; save it anew")
    size = sum(entry.file_size for entry in entries)
    if size > MAX_UNPACKED:
        raise CorpusError(f"unpacks to {size:,} bytes, more than {MAX_UNPACKED:,}; split it")
    if size > _RATIO_MATTERS_ABOVE and size > MAX_RATIO * packed:
        raise CorpusError(f"unpacks to {size // packed} times its size, like a ZIP bomb; save it anew")
    if any(entry.flag_bits & 1 for entry in entries):
        raise CorpusError("encrypted; save it without a password")


def _refuse_declarations(name: str, content: bytes) -> None:
    """Refuse a document type: it may name other files, or entities that grow without end."""

    def refuse(*_: object) -> None:
        raise CorpusError(f"{name} declares a document type, which Word files don't have; save it anew")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise CorpusError(f"damaged: {name} is not XML ({error}); save it anew") from error
