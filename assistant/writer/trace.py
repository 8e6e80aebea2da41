"""What a language model did for an answer, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelTrace:
    """`fallback` says why the answer is in the sources' own sentences; empty where the model's wording is used."""

    model: str
    milliseconds: float
    first_statement_milliseconds: float | None
    input_tokens: int | None  # None where the provider does not count
    output_tokens: int | None
    kept: int
    dropped: tuple[tuple[str, str], ...]  # (statement, reason)
    fallback: str = ""

    def to_dict(self) -> dict[str, object]:
        return {
            "model": self.model,
            "milliseconds": round(self.milliseconds, 1),
            "first_statement_milliseconds": self.first_statement_milliseconds
            and round(self.first_statement_milliseconds, 1),
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "kept": self.kept,
            "dropped": [{"text": text, "reason": reason} for text, reason in self.dropped],
            "fallback": self.fallback,
        }
