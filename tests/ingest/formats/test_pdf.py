"""PDF files: headings, paragraphs and code by how they are set, page by page, without what nobody sees."""

from __future__ import annotations

import io

import pytest
from pdf_file import assemble, pdf, stream, text

pypdf = pytest.importorskip("pypdf")

from ingest.errors import CorpusError  # noqa: E402
from ingest.formats.parsed import Content, Limits  # noqa: E402
from ingest.formats.pdf import read_pdf  # noqa: E402

BODY = text("A sentence of the text that is seen,", 700) + text("and goes on.", 686)


def read(raw: bytes, limits: Limits | None = None) -> Content:
    return read_pdf(raw, limits or Limits())


def refusal(raw: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(CorpusError) as caught:
        read(raw, limits)
    return str(caught.value)


def test_pages_headings_paragraphs_and_code() -> None:
    first = text("Guide to caches", 760, 24) + text("Limits", 730, 16) + BODY + text("Another paragraph.", 650)
    code = text("let a = 1;", 600, font="F2") + text("a.b();", 588, font="F2")
    bullets = text("\\267 one", 700) + text("\\267 two", 686)
    content = read(pdf(first + code, bullets, text("Last page.", 700)))
    pages = [
        "# Guide to caches\n\n## Limits\n\nA sentence of the text that is seen,\nand goes on.\n\nAnother paragraph.\n\n"
        "```\nlet a = 1;\na.b();\n```\n\n",
        "- one\n\n- two\n\n",
        "Last page.\n\n",
    ]
    assert content.text == "".join(pages)
    assert content.pages == (0, len(pages[0]), len(pages[0] + pages[1]))
    assert (content.layout, content.notes) == ("markdown", ())


def test_a_page_without_text_has_its_number_all_the_same() -> None:
    content = read(pdf(text("One.", 700), "", text("Three.", 700)))
    assert (content.text, content.pages) == ("One.\n\nThree.\n\n", (0, 6, 6))


def test_a_sentence_that_goes_on_in_the_next_column_stays_whole() -> None:
    assert read(pdf(text("It goes on", 100) + text("over there.", 700, x=300))).text == "It goes on\nover there.\n\n"


def test_words_parted_at_the_end_of_a_line_are_put_together() -> None:
    lines = ("It is a server-side frame-", "work, and a client-server one is server-", "side too, or not-", "Now.")
    shown = "".join(text(line, 700 - 14 * number) for number, line in enumerate(lines))
    assert read(pdf(shown)).text == (
        "It is a server-side framework, and a client-server one is server-side too, or not-\nNow.\n\n"
    )


def test_lines_that_run_through_the_document_are_left_out() -> None:
    pages = [text("The book", 760) + text(f"Page {n} says so.", 700) + text(f"- {n} -", 30) for n in range(1, 5)]
    assert read(pdf(*pages)).text == "".join(f"Page {n} says so.\n\n" for n in range(1, 5))
    titled = read(pdf(text("The book", 760, 24) + text("Opens.", 700), *pages), Limits()).text
    assert titled.startswith("# The book\n\nOpens.\n\nPage 1 says so.")
    assert read(pdf(*pages[:2])).text.count("The book") == 2
    assert read(pdf(*[text("Same.", 700)] * 4)).text == "Same.\n\n" * 4


def test_the_title_counts_where_the_text_bears_it_out() -> None:
    assert read(pdf(text("GUIDE to caches", 700), title="Guide to caches")).title == "Guide to caches"
    assert read(pdf(BODY, title="Microsoft Word - Document1")).title == ""


def test_ligatures_are_letters_and_words_are_no_markup() -> None:
    assert read(pdf(text("\\256rst # \\257at", 700) + text("# not a title", 640))).text == (
        "first # flat\n\n\\# not a title\n\n"
    )


HIDDEN = [
    text("unseen", 500, before="1 g"),
    text("unseen", 500, before="1 1 1 rg"),
    text("unseen", 500, before="0 0 0 0 k"),
    text("unseen", 500, before="/DeviceRGB cs 1 1 1 sc"),
    text("unseen", 500, size=1),
    text("unseen", 500, before="0.05 0 0 0.05 0 0 cm"),
    text("unseen", 500, before="3 Tr"),
    text("unseen", -400),
    "0 0 1 rg 60 100 200 50 re f " + text("unseen", 500, before="1 g"),  # the box is elsewhere
    "BT /F1 12 Tf 1 g 72 500 Td [(un) -20 (seen)] TJ 12 TL (more) ' ET",
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_hidden_text_is_left_out_and_counted(hidden: str) -> None:
    content = read(pdf(BODY + "0 g " + hidden))
    assert content.text == "A sentence of the text that is seen,\nand goes on.\n\n"
    assert content.notes == ("1 hidden piece of text removed",)


def test_hidden_text_in_a_form_is_left_out() -> None:
    content = read(pdf(BODY + "/X0 Do", x_objects=[text("In a form.", 500) + text("unseen", 480, before="1 g")]))
    assert content.text.endswith("\n\nIn a form.\n\n")
    assert content.notes == ("1 hidden piece of text removed",)


@pytest.mark.parametrize(
    "seen",
    [
        "0 0 1 rg 60 490 200 50 re f " + text("seen", 500, before="1 g"),
        "0 0 1 rg 60 490 m 260 490 l 260 540 l 60 540 l h f* " + text("seen", 500, before="1 1 1 rg"),
        text("seen", 500, before="0.5 g"),
        text("seen", 500, before="1 g 0 g"),
        "q 1 g Q " + text("seen", 500),
        text("seen", 500, before="/Pattern cs /P1 scn"),
        text("seen", 1, before="1 0 0 1 0 499 cm"),
    ],
)
def test_text_that_can_be_seen_stays(seen: str) -> None:
    content = read(pdf(seen))
    assert (content.text, content.notes) == ("seen\n\n", ())


def test_recognised_text_behind_a_scan_is_read() -> None:
    content = read(pdf(text("Recognised.", 700, before="3 Tr"), BODY))
    assert content.text.startswith("Recognised.\n\nA sentence")
    assert content.notes == ()


def encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(BODY)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_encrypted_files() -> None:
    assert refusal(encrypted("secret")) == "encrypted; save it without a password"
    assert read(encrypted("")).text.startswith("A sentence")  # locked against changes alone


CYCLE = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>", b"<< >>"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "no PDF file by its content; give it the extension of what it is"),
        (b"PK\x03\x04 a zip file", "no PDF file by its content; give it the extension of what it is"),
        (pdf(""), "holds no text, like a scan; run text recognition on it first"),
    ],
)
def test_files_that_are_refused(raw: bytes, reason: str) -> None:
    assert refusal(raw) == reason


@pytest.mark.parametrize("raw", [b"%PDF-1.7\n", pdf(BODY)[:100], assemble(CYCLE)])
def test_damaged_files_are_refused_in_one_line(raw: bytes) -> None:
    reason = refusal(raw)
    assert reason.startswith(("damaged (", "holds no text"))
    assert "\n" not in reason


def test_a_file_whose_table_of_contents_is_lost_is_read() -> None:
    raw = pdf(BODY)
    assert read(raw[: raw.index(b"startxref")] + b"startxref\n0\n%%EOF").text.startswith("A sentence")


def test_limits() -> None:
    assert refusal(pdf(*[BODY] * 3), Limits(pages=2)) == "has 3 pages, more than 2; split it"
    assert refusal(pdf(BODY), Limits(characters=20)) == "holds more than 20 characters; split it"


def test_forms_that_hold_each_other_end() -> None:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        b"<< >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources 6 0 R /Contents 5 0 R >>",
        stream("/X0 Do"),
        b"<< /XObject << /X0 7 0 R >> >>",
        stream("/X0 Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources 6 0 R "),
    ]
    assert refusal(assemble(objects)).startswith("holds no text")
