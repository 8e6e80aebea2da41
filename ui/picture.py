"""The decision as a picture: needs on the left, the rules they meet in the middle, options on the right."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.decision.guide import Option, Rule
from assistant.decision.recommendation import Recommendation
from ui.quoted import escape_text

MAX_RULES = 6

# Pixels at a scale of 1, which is a phone 360 px wide; the stylesheet scales the whole up to its column.
WIDTH = 320
_COLUMNS = ((0, 86, 12), (102, 106, 16), (224, 96, 14))  # left edge, width, characters a line
_LINE, _PAD, _GAP, _MOST_LINES = 13, 7, 10, 7


@dataclass(frozen=True)
class _Box:
    key: str
    lines: tuple[str, ...]
    style: str

    @property
    def height(self) -> int:
        return len(self.lines) * _LINE + 2 * _PAD


@dataclass(frozen=True)
class _DrawnRule:
    rule: Rule
    style: str  # "for" the option, for an "other" one, "against" some, or set "aside"
    options: tuple[Option, ...]


def picture_html(recommendation: Recommendation) -> str:
    """An inline SVG, empty where no rule holds; its title and description say the same in words."""
    every = tuple(_drawn_rules(recommendation))
    rules = every[:MAX_RULES]
    if not rules:
        return ""
    columns = (
        [_box(need, recommendation.guide.need(need).label, 0, "need") for need in _needs(recommendation, rules)],
        [_box(drawn.rule.id, drawn.rule.because, 1, drawn.style) for drawn in rules],
        [_box(option.id, option.name, 2, _option_style(option, recommendation)) for option in _options(rules)],
    )
    height = max(sum(box.height + _GAP for box in column) for column in columns)
    places: dict[tuple[int, str], float] = {}
    boxes = "".join(_draw_column(number, column, height, places) for number, column in enumerate(columns))
    lines = "".join(_draw_lines(recommendation, rules, places))
    left_out = len(every) - len(rules)
    more = f'<p class="aside">Further rules, in the list below: {left_out}.</p>' if left_out else ""
    return (
        f'<svg class="picture" width="{WIDTH}" height="{height}"><title id="picture-title">Needs, rules and options'
        f'</title><desc id="picture-text">{escape_text(_in_words(recommendation, rules))}</desc>{lines}{boxes}</svg>'
        '<p class="legend"><span class="key for">for the choice</span> <span class="key other">for another</span> '
        f'<span class="key against">against</span> <span class="key aside">set aside</span></p>{more}'
    )


def _drawn_rules(recommendation: Recommendation) -> Iterator[_DrawnRule]:
    guide = recommendation.guide
    for fired in recommendation.fired:
        rule = fired.rule
        if rule.supports is None:
            yield _DrawnRule(rule, "against", tuple(guide.option(option) for option in rule.rules_out))
        else:
            style = "for" if recommendation.option == guide.option(rule.supports) else "other"
            yield _DrawnRule(rule, style, (guide.option(rule.supports),))
    for entry in recommendation.overridden:
        targets = [entry.rule.supports] if entry.rule.supports else entry.rule.rules_out
        yield _DrawnRule(entry.rule, "aside", tuple(guide.option(option) for option in targets))


def _needs(recommendation: Recommendation, rules: Sequence[_DrawnRule]) -> list[str]:
    """The needs that make these rules hold, in the order of first use."""
    return list(dict.fromkeys(need for drawn in rules for need in _met(recommendation, drawn.rule)))


def _met(recommendation: Recommendation, rule: Rule) -> list[str]:
    profile = recommendation.profile
    literals = (*rule.when.all, *rule.when.any)
    return [literal.need for literal in literals if profile[literal.need].value is literal.wanted]


def _options(rules: Sequence[_DrawnRule]) -> list[Option]:
    return list(dict.fromkeys(option for drawn in rules for option in drawn.options))


def _option_style(option: Option, recommendation: Recommendation) -> str:
    return "option chosen" if option == recommendation.option else "option"


def _box(key: str, text: str, column: int, style: str) -> _Box:
    lines = textwrap.wrap(text[:1].upper() + text[1:], _COLUMNS[column][2], max_lines=_MOST_LINES, placeholder="…")
    return _Box(key, tuple(lines), style)


def _draw_column(number: int, column: Sequence[_Box], height: int, places: dict[tuple[int, str], float]) -> str:
    """The boxes of a column, centred; notes the middle of each in `places`."""
    left, width, _ = _COLUMNS[number]
    top = (height - sum(box.height + _GAP for box in column) + _GAP) / 2
    drawn = ""
    for box in column:
        places[number, box.key] = top + box.height / 2
        text = "".join(
            f'<text x="{left + 7}" y="{top + _PAD + _LINE * (line + 0.75):g}">{escape_text(words)}</text>'
            for line, words in enumerate(box.lines)
        )
        drawn += (
            f'<g class="box {box.style}"><rect x="{left + 0.5}" y="{top:g}" width="{width - 1}" height="{box.height}" '
            f'rx="6"></rect>{text}</g>'
        )
        top += box.height + _GAP
    return drawn


def _draw_lines(
    recommendation: Recommendation, rules: Sequence[_DrawnRule], places: dict[tuple[int, str], float]
) -> Iterator[str]:
    for drawn in reversed(rules):  # the first ones matter most and are drawn on top
        middle = places[1, drawn.rule.id]
        for need in _met(recommendation, drawn.rule):
            yield _curve(0, places[0, need], middle, drawn.style)
        for option in drawn.options:
            yield _curve(1, middle, places[2, option.id], drawn.style)


def _curve(column: int, start: float, end: float, style: str) -> str:
    left = sum(_COLUMNS[column][:2])
    right = _COLUMNS[column + 1][0]
    half = (left + right) / 2
    return (
        f'<path class="line {style}" d="M{left} {start:g}C{half:g} {start:g} {half:g} {end:g} {right} {end:g}"></path>'
    )


def _in_words(recommendation: Recommendation, rules: Sequence[_DrawnRule]) -> str:
    ways = {"for": "speaks for", "other": "speaks for", "against": "speaks against", "aside": "was set aside for"}
    sentences = []
    for drawn in rules:
        needs = ", ".join(
            f"{entry.need.label}: {entry.answer}"
            for entry in (recommendation.profile[need] for need in _met(recommendation, drawn.rule))
        )
        options = ", ".join(option.name for option in drawn.options)
        rule = f"“{drawn.rule.because}” {ways[drawn.style]} {options}."
        sentences.append(f"{needs[:1].upper()}{needs[1:]}. {rule}" if needs else rule)
    return " ".join(sentences)
