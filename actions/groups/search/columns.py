"""The directory as columns in memory, for filters and rank over all rows at once: about 300 bytes a listing.

`columns_read` fills them. Whoever shows a listing reads its row again, so that one hidden a moment ago is never shown
(see `candidates`).
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[Any]
WEEK = 7 * 1440
UNKNOWN = -1
SCHEMES = ("topics", "roles", "relations", "tags", "languages", "access", "audience_only", "platforms")


class Flags:
    """Which codes of one scheme each row has, as bits: 64 codes a word."""

    def __init__(self, kinds: Sequence[tuple[int, ...]], kind_of: Rows, names: dict[str, int]) -> None:
        self.names = names
        bits = np.zeros((max((len(names) + 63) // 64, 1), len(kinds)), dtype=np.uint64)
        for kind, codes in enumerate(kinds):
            for code in codes:
                bits[code >> 6, kind] |= np.uint64(1 << (code & 63))
        self.bits = bits[:, kind_of]

    def any(self, codes: Iterable[str], rows: Rows) -> Rows:
        """Which of `rows` have one of the codes."""
        masks = [0] * len(self.bits)
        for code in codes:
            if (at := self.names.get(code)) is not None:
                masks[at >> 6] |= 1 << (at & 63)
        found: Rows = np.zeros(len(rows), dtype=bool)
        for word, mask in zip(self.bits, masks, strict=True):
            if mask:
                found |= (word[rows] & np.uint64(mask)) != 0
        return found

    def none(self, rows: Rows) -> Rows:
        """Which of `rows` have no code of the scheme."""
        found: Rows = ~self.bits[:, rows].any(axis=0)
        return found


@dataclass
class Coded:
    """One value a row out of a few: `codes` holds its number, -1 for null."""

    codes: Rows
    names: dict[str, int]

    def among(self, values: Iterable[str], rows: Rows) -> Rows:
        """Which of `rows` have one of these values."""
        wanted = [self.names[v] for v in values if v in self.names]
        mine = self.codes[rows]
        if len(wanted) == 1:
            only: Rows = mine == wanted[0]
            return only
        table = np.zeros(len(self.names) + 1, dtype=bool)  # the last place is where -1 looks
        table[wanted] = True
        found: Rows = table[mine]
        return found

    def null(self, rows: Rows) -> Rows:
        """Which of `rows` have no value."""
        found: Rows = self.codes[rows] == UNKNOWN
        return found


@dataclass
class Slots:
    """When listings start, sorted by zone and minute of the week (0 = Monday 00:00 there)."""

    row: Rows
    zone: Rows
    start: Rows
    mask: Rows
    parity: Rows
    key: Rows  # zone * WEEK + start, ascending
    going: Rows  # whether one goes there in person


@dataclass
class Columns:
    """All listings that are published or may be again, in the order of their public ids (which breaks ties)."""

    version: tuple[int, ...]
    ids: Rows
    public: list[str]
    titles: list[str]
    offered: Rows
    group: Rows
    name: Rows
    modes: Rows
    timed: Rows
    always: Rows
    min_age: Rows
    max_age: Rows
    lat: Rows
    lon: Rows
    checked: Rows
    source: Rows
    coded: dict[str, Coded]
    flags: dict[str, Flags]
    zones: list[str]
    slots: Slots
    sources: list[Any]
    single_role: Rows
    any_checked: bool = False
    kept: dict[Any, Rows] = field(default_factory=dict)  # what later questions can use again
    excepted: frozenset[int] = frozenset()  # meetings with dates on which they are different
    by_id: dict[str, Rows] = field(default_factory=dict)
    words: dict[str, Rows] = field(default_factory=dict)
    row_of: dict[int, int] = field(default_factory=dict)

    def checked_at(self, row: int) -> datetime | None:
        """When somebody last found that a listing is right."""
        at = float(self.checked[row])
        return None if np.isnan(at) else datetime.fromtimestamp(at, UTC)

    def at(self, public_id: str) -> int | None:
        """The row of a public id."""
        row = bisect_left(self.public, public_id)
        return row if row < len(self.public) and self.public[row] == public_id else None

    def rows_of(self, ids: Rows) -> Rows:
        """The rows of meeting ids; ids that are not offered are left out."""
        if "row" not in self.by_id:
            table: Rows = np.full(int(self.ids.max(initial=0)) + 1, UNKNOWN, dtype=np.int32)
            table[self.ids] = np.arange(self.count, dtype=np.int32)
            self.by_id["row"] = table
        table = self.by_id["row"]
        found: Rows = table[ids[(ids >= 0) & (ids < len(table))]]
        return found[found != UNKNOWN]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.ids)
