"""Markdown tables are drawn in columns, other text is left alone."""

from assistant.text_table import lay_out_tables

TABLE = "| Feature | Vans |\n| --- | --- |\n| Speed | fast \\| very [1] |\n| Fuel | not in the sources |"


def test_a_table_is_drawn_in_columns_without_its_marks() -> None:
    lines = [line.split() for line in lay_out_tables(f"Before [2].\n\n{TABLE}\n\nAfter.", 60).splitlines() if line]
    assert lines[0] == ["Before", "[2]."]
    assert lines[1] == ["Feature", "Vans"]
    assert ["Speed", "fast", "|", "very", "[1]"] in lines
    assert ["Fuel", "not", "in", "the", "sources"] in lines
    assert lines[-1] == ["After."]
    assert not any("---" in word for line in lines for word in line)


def test_no_line_is_wider_than_the_terminal() -> None:
    assert max(map(len, lay_out_tables(TABLE.replace("fast", "fast " * 40), 50).splitlines())) <= 50


def test_bars_in_other_text_stay() -> None:
    assert lay_out_tables("a | b\n\n| no table |", 40) == "a | b\n\n| no table |"
