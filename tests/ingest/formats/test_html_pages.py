"""HTML pages as Markdown: what a reader sees, and no more."""

from __future__ import annotations

import pytest

from ingest.blocks import find_structure
from ingest.errors import CorpusError
from ingest.formats.html import html_content, read_html


def markdown(html: str) -> str:
    return html_content(html).text.rstrip("\n")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>A <em>title</em> <a href='#x'>#</a></h1><h3>B</h3>", "# A title\n\n### B"),
        ("<p>one\n two<p>three <b>four </b>five", "one two\n\nthree **four** five"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<a href=x><div>block</div></a> tail", "block\n\ntail"),
        ("<p>see <a href=http://x>the <i>guide</i></a>", "see the guide"),
        ("<p>use <code>a`b</code> or <kbd>Tab</kbd>", "use `` a`b `` or `Tab`"),
        ("<p>10<sup>-2</sup> H<sub>2</sub>O 1<sup>st</sup> x<sup>[1]</sup>", "10⁻² H2O 1st x[1]"),
        ("<p><s>gone</s> <q>said</q>", "~~gone~~ “said”"),
        ("<ul><li>a<ul><li>b</ul><li><p>c</p><p>d</p></ul>", "- a\n  - b\n- c\n\n  d"),
        ("<ol start=9><li>a<li>b</ol>", "9. a\n10. b"),
        ("<ul><ul><li>a</ul>b</ul>", "- - a\n- b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<pre class='language-js'>x = 1\n  y<br>z\n</pre>", "```js\nx = 1\n  y\nz\n```"),
        ("<pre><code>```\n</code></pre>", "````\n```\n````"),
        ("<hr>", "* * *"),
        ("<dl><dt>Term<dd>Meaning</dl>", "Term\n\nMeaning"),
        ("<details><summary>More</summary>Inside</details>", "More\n\nInside"),
        ("a&nbsp;&lt;b&gt; &amp; &#8364;", "a <b> & €"),
        ("<nav>menu</nav><script>s</script><style>p{}</style><svg><text>t</text></svg><noscript>n</noscript>a", "a"),
    ],
)
def test_markdown_of_a_page(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize(
    "words", ["# a", "- a", "+ a", "1. a", "12) a", "> a", "---", "===", "``` a", "<div> a", "| a |", "[a]: b", "* * *"]
)
def test_words_that_look_like_markup_stay_words(words: str) -> None:
    text = html_content(f"<p>{words.replace('<', '&lt;')}</p><p>above<br>{words.replace('<', '&lt;')}</p>").text
    headings, blocks = find_structure(text, "markdown")
    assert headings == []
    assert [(block.kind, text[block.start : block.end].replace("\\", "")) for block in blocks] == [
        ("paragraph", words),
        ("paragraph", f"above\n{words}"),
    ]


HIDDEN = [
    "<p style='display:none'>unseen</p>",
    "<p style='DISPLAY : NONE !important'>unseen</p>",
    "<p style='visibility:hidden'>unseen</p>",
    "<span style='font-size:0'>unseen</span>",
    "<span style='font-size: 1px'>unseen</span>",
    "<span style='opacity:0'>unseen</span>",
    "<p style='position:absolute; left:-9999px'>unseen</p>",
    "<p hidden>unseen</p>",
    "<p aria-hidden=true>unseen</p>",
    "<p style='color:#fff'>unseen</p>",
    "<p style='color:rgba(0,0,0,0)'>unseen</p>",
    "<font color=white>unseen</font>",
    "<div style='background:#000'><b style='color:rgb(0,0,0)'>unseen</b></div>",
    "<table bgcolor='#123456'><tr><td style='color:#123456'>unseen</td></tr></table>",
    "<dialog>unseen</dialog>",
    "<!-- unseen -->",
    "<style>.gone, #x > p { color: red; display: none }</style><p class=gone>unseen</p>",
    "<style>/* a */ @media print { b { display: none } } .gone{visibility:hidden}</style><p class=gone>unseen</p>",
]


@pytest.mark.parametrize("html", HIDDEN)
def test_hidden_text_is_left_out_and_counted(html: str) -> None:
    content = html_content(f"<h1>Title</h1>{html}<p>seen</p>")
    assert content.text == "# Title\n\nseen\n"
    assert content.notes == ("1 hidden piece of text removed",)


@pytest.mark.parametrize(
    "html",
    [
        "<p style='opacity:0.5'>seen</p>",
        "<p style='font-size:10px'>seen</p>",
        "<p style='font-size:1em'>seen</p>",
        "<div style='background:#000'><p style='color:white'>seen</p></div>",
        "<div class=dark><p style='color:white'>seen</p></div>",  # a stylesheet may make it dark
        "<style>@media print { p { display: none } }</style><p>seen</p>",
        "<style>body { opacity: 0 }</style><p>seen</p>",
        "<style>p:nonsense(( { display: none }</style><p>seen</p>",
        "<p aria-hidden=false>seen</p>",
        "<dialog open>seen</dialog>",
    ],
)
def test_text_that_can_be_seen_stays(html: str) -> None:
    assert html_content(html).notes == ()
    assert markdown(html) == "seen"


def test_entities_can_hide_characters_too() -> None:
    content = html_content("<p>pass&#8203;word&#x202e;</p>")
    assert content.text == "password\n"
    assert content.notes == ("2 invisible characters removed (1 bidirectional, 1 zero-width)",)


def test_the_title_and_the_declared_encoding() -> None:
    html = "<html><head><meta charset='iso-8859-2'><title> Za\u017c\n x</title></head><body>ż</body></html>"
    content = read_html(html.encode("iso8859_2"))
    assert (content.title, content.text, content.notes) == ("Zaż x", "ż\n", ())
    assert read_html("<p>Größe und Übermaß</p>".encode("latin-1")).notes == ("read as cp1252",)
    with pytest.raises(CorpusError, match="NUL"):
        read_html(b"<p>\0</p>")


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>Page | Site</title><h1>Site</h1><main><h1>Page <a href=#p>#</a></h1></main>", "Page"),
        ("<title>Page | Site</title><h1>Menu</h1>", "Page | Site"),
        ("<h1>Page</h1>", ""),  # the first heading of the text is taken
    ],
)
def test_the_title_is_that_of_the_page_and_not_of_the_site(html: str, title: str) -> None:
    assert html_content(html).title == title
