"""Whether a quote says the words of a statement with its two parts the other way round.

"For the first two seasons the song was recorded by him" and "The song was recorded by him for the first two seasons"
say the same. Each part keeps its words together and in order, so that two words that were swapped never pass for it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from assistant.writer.meaning import CONDITION, Clause, is_figure, is_turning

_FEWEST_IN_PART = 3
_FARTHEST = 1  # how many keys of the quote may be left out between two that are said
_JUMP = 10.0  # cost of a new part; leaving out one key costs 1


def says_turned_round(keys: Sequence[str], clauses: Sequence[Clause], names: Collection[str]) -> bool:
    """Whether one sentence of the clauses says the keys in two parts that have changed places."""
    if len(keys) < 2 * _FEWEST_IN_PART:
        return False
    source = [key for clause in clauses for key in clause.keys]
    owners = [clause for clause in clauses for _ in clause.keys]
    places = _places(keys, source)
    parts = _parts(places or ())
    if places is None or len(parts) != 2 or not _follows(parts[1], parts[0]):
        return False
    if any(len(part) < _FEWEST_IN_PART or all(source[at] in names for at in part) for part in parts):
        return False
    sentences = {owners[at].sentence for at in places}
    if len(sentences) > 1 or any(owners[at].doubted for at in places):
        return False
    if any(_turns(source[at], owners[at], owners, places) for at in set(range(len(source))) - set(places)):
        return False
    return not any(_mixes(source[one + 1 : two], source[one], names) for part in parts for one, two in pairwise(part))


def _follows(earlier: Sequence[int], later: Sequence[int]) -> bool:
    """Whether the one part comes right before the other in the quote."""
    return 0 <= later[0] - earlier[-1] - 1 <= _FARTHEST


def _turns(key: str, clause: Clause, owners: Sequence[Clause], places: Sequence[int]) -> bool:
    """Whether a key that is left out would turn round what is said."""
    if key == CONDITION:
        return any(owners[at].sentence == clause.sentence for at in places)
    return is_turning(key) and any(owners[at] is clause for at in places)


def _mixes(gap: Sequence[str], before: str, names: Collection[str]) -> bool:
    """Whether what is left out after a key makes it belong to something else."""
    return bool(gap) and (is_figure(before) or any(key in names or is_figure(key) for key in gap))


def _places(keys: Sequence[str], source: Sequence[str]) -> list[int] | None:
    """Where in the source each key stands, in as few parts as can be; None where one is not there."""
    candidates = [[at for at, other in enumerate(source) if other == key] for key in keys]
    if not all(candidates):
        return None
    best = {at: (0.0, [at]) for at in candidates[0]}
    for found in candidates[1:]:
        best = {
            at: min((cost + _step(way[-1], at), [*way, at]) for cost, way in best.values() if at not in way)
            for at in found
            if any(at not in way for _, way in best.values())
        }
    return min(best.values())[1] if best else None


def _step(before: int, after: int) -> float:
    gap = after - before - 1
    return float(gap) if 0 <= gap <= _FARTHEST else _JUMP


def _parts(places: Sequence[int]) -> list[list[int]]:
    parts: list[list[int]] = []
    for at in places:
        if parts and _step(parts[-1][-1], at) < _JUMP:
            parts[-1].append(at)
        else:
            parts.append([at])
    return parts
