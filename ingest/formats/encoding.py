"""Tell the encoding of a text file."""

from __future__ import annotations

import codecs
import re

from ingest.errors import CorpusError

# The four-byte marks first: the one of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings in use for plain files. Left to choose from all, the detector takes short texts for rare ones.
_CANDIDATES = ["cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp932", "euc_jp"]
_CANDIDATES += ["gb18030", "big5", "euc_kr"]
_WESTERN = re.compile("[\x00-\x7fÀ-ÖØ-öø-ü‘’“”–—…€£§©®°·×«»\xa0]*")
_WESTERN_SHARE = 0.25  # more than that of the bytes, and the letters are of another alphabet
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_SHARE = 0.05


def decode(raw: bytes, declared: str = "") -> tuple[str, str]:
    """The text, its line ends as they are, and the encoding where it had to be guessed, else "".

    `declared` is what the file says its encoding is. Raises CorpusError where the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark) and (text := _try(raw, encoding)) is not None:
            return _checked(text), ""
    if b"\0" in raw:
        raise CorpusError("not text (it holds NUL bytes)")
    for encoding in ("utf-8", declared):
        if encoding and (text := _try(raw, encoding)) is not None:
            return _checked(text), ""
    encoding = _guess(raw)
    return _checked(raw.decode(encoding)), encoding


def _try(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _checked(text: str) -> str:
    if len(_CONTROLS.findall(text)) > _CONTROL_SHARE * len(text):
        raise CorpusError("not text (it holds control characters)")
    return text


def _guess(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    # Detectors confuse the European encodings, which differ in a few letters.
    western = _try(raw, "cp1252")
    others = sum(byte > 0x7F for byte in raw)
    if western is not None and _WESTERN.fullmatch(western) and others <= _WESTERN_SHARE * len(raw):
        return "cp1252"
    best = from_bytes(raw, cp_isolation=_CANDIDATES).best()
    if best is None:
        raise CorpusError("its encoding can't be told; save it as UTF-8")
    return best.encoding
