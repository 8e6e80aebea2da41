"""Charts as inline SVG: no script, no font, no file of somebody else's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

WIDTH, HEIGHT, MARGIN = 460, 220, 44


def frame(label: str, x_label: str, y_label: str, body: str) -> str:
    """Axes around a drawing; `label` is what a screen reader says."""
    left, bottom, right, top = MARGIN, HEIGHT - MARGIN, WIDTH - 12, 12
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">{body}'
        f'<path class="axis" d="M{left} {top}V{bottom}H{right}"/>'
        f'<text x="{(left + right) / 2}" y="{HEIGHT - 6}" text-anchor="middle">{escape(x_label)}</text>'
        f'<text x="12" y="{(top + bottom) / 2}" text-anchor="middle" '
        f'transform="rotate(-90 12 {(top + bottom) / 2})">{escape(y_label)}</text></svg>'
    )


def tick(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text class="tick" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def latency_histogram(milliseconds: Sequence[float], bins: int = 24) -> str:
    """How many answers took how long, on a linear axis from 0 to the slowest."""
    counts, edges = np.histogram(milliseconds, bins=bins, range=(0, max(milliseconds) or 1))
    left, bottom = MARGIN, HEIGHT - MARGIN
    step, rise = (WIDTH - 12 - left) / bins, (bottom - 12) / max(int(counts.max()), 1)
    bars = "".join(
        f'<rect class="bar" x="{left + i * step:.1f}" y="{bottom - count * rise:.1f}" '
        f'width="{step - 1:.1f}" height="{count * rise:.1f}">'
        f"<title>{edges[i]:.0f} to {edges[i + 1]:.0f} ms: {count}</title></rect>"
        for i, count in enumerate(counts)
        if count
    )
    ticks = (
        tick(left, bottom + 16, "0")
        + tick(WIDTH - 12, bottom + 16, f"{edges[-1]:.0f}", "end")
        + tick(left - 4, 20, str(int(counts.max())), "end")
    )
    return frame("Histogram of milliseconds per answer", "milliseconds", "answers", bars + ticks)


def risk_coverage_curve(points: Sequence[tuple[float, float]]) -> str:
    """Share of untrusted answers when only the surest share of questions is answered."""
    left, bottom = MARGIN, HEIGHT - MARGIN
    ceiling = max(max(risk for _, risk in points), 0.05)
    places = [
        (left + coverage * (WIDTH - 12 - left), bottom - risk / ceiling * (bottom - 12)) for coverage, risk in points
    ]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    ticks = (
        tick(left, bottom + 16, "0 %")
        + tick(WIDTH - 12, bottom + 16, "100 %", "end")
        + tick(left - 4, 20, f"{100 * ceiling:.0f} %", "end")
    )
    dots = "".join(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="2"/>' for x, y in places)
    label = "Risk against coverage"
    return frame(label, "questions answered", "not trusted", f'<path class="line" d="{line}"/>{dots}{ticks}')


def confusion_matrix(confusion: Mapping[str, Mapping[str, int]]) -> str:
    """Outcomes expected by row and met by column, each square as dark as its share of the row."""
    outcomes = sorted({outcome for row in confusion.values() for outcome in row})
    left, top, high, wide = 150, 24, 26, max(60, (WIDTH - 162) // max(len(outcomes), 1))
    width, height = left + wide * len(outcomes) + 12, top + high * len(confusion) + 8
    cells = "".join(tick(left + (n + 0.5) * wide, 16, outcome) for n, outcome in enumerate(outcomes)) + "".join(
        tick(left - 8, top + (row + 0.65) * high, expected, "end")
        + "".join(
            _square(left + n * wide, top + row * high, wide, high, counts.get(outcome, 0), sum(counts.values()))
            for n, outcome in enumerate(outcomes)
        )
        for row, (expected, counts) in enumerate(confusion.items())
    )
    label = "Outcomes expected by row and met by column"
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{label}">{cells}</svg>'


def _square(x: float, y: float, width: float, height: float, count: int, total: int) -> str:
    share = count / total if total else 0.0
    return (
        f'<rect class="bar" x="{x:.1f}" y="{y:.1f}" width="{width - 2:.1f}" height="{height - 2:.1f}" '
        f'fill-opacity="{0.06 + 0.5 * share:.2f}"/>' + tick(x + width / 2 - 1, y + 0.65 * height, str(count))
    )
