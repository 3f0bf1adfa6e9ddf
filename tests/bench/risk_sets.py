"""The bars of noticing danger on every labelled file, other tools on the same rows, and how general it all is."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ruamel.yaml import YAML

from actions.settings import ROOT
from handoff.safety import detect
from handoff.safety.detect import bench
from handoff.safety.learn import keep
from handoff.safety.model import Assessment, Level
from tests.bench.risk_others import others
from tests.bench.table import Row
from tests.conftest import SHARED

BLIND = ROOT / "nlu_data/checks/risk/blind_messages.yml"
CLINICAL = ("ellis_human206", "weval_crisis")
ORDINARY = ("sad_sms", "esconv_seeker", "annomi_client", "clinc150", "goemotions")
_LABELS = {"R0": "none", "R1": "moderate", "R2": "moderate", "R3": "high", "R4": "imminent"}


@dataclass
class Read:
    """One labelled row and three readings of it."""

    set: str
    row: bench.Row
    both: Assessment
    rules: Assessment
    classifier: Level
    lanes: tuple[str, ...] = ()


def told(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def read_all() -> list[Read]:
    """Every row of every labelled file that is here, and the blind messages, which ship with the product."""
    full, alone = detect.load(weights=keep.present(told)), detect.load()
    found = []
    for name, row, lanes in _rows():
        heard = full.classifier.guess(full.hear(row.text).plain) if full.classifier else None
        level = heard.level if heard else Level.R0
        found.append(Read(name, row, full.assess(row.text), alone.assess(row.text), level, lanes))
    return found


def _rows() -> Iterable[tuple[str, bench.Row, tuple[str, ...]]]:
    folder = SHARED / "data/risk"
    for file in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
        yield from ((file.stem, row, ()) for row in bench.rows(file))
    for each in YAML(typ="safe").load(BLIND.read_text(encoding="utf-8"))["messages"]:
        row = bench.Row(each["id"], each["text"], _LABELS[each["level"]], each["kind"])
        yield "blind messages", row, tuple(each["lanes"])


def share(yes: Iterable[bool]) -> float | None:
    chosen = list(yes)
    return sum(chosen) / len(chosen) if chosen else None


def shown(value: float | None, digits: int = 3) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _kept(*pairs: tuple[float | None, str, float]) -> bool | None:
    asked = [(v >= bar if way == ">=" else v <= bar) for v, way, bar in pairs if v is not None]
    return all(asked) if asked else None


def bars(read: Sequence[Read]) -> list[Row]:
    """One row a set, and one a pool, with the bars of the design. Bars for every set are those of its kind."""
    rows = []
    for name in dict.fromkeys(each.set for each in read):
        own = [each for each in read if each.set == name]
        risky = [each for each in own if each.row.is_risky]
        if len(risky) < 5:
            continue
        urgent = [each for each in risky if each.row.label in bench.URGENT]
        noticed = share(each.both.level >= Level.R1 for each in risky)
        escalated = share(each.both.level >= Level.R2 for each in urgent)
        low = sum(each.row.label == "imminent" and each.both.level < Level.R3 for each in risky)
        figure = (
            f"noticed {shown(noticed)} of {len(risky)}, high and imminent escalated {shown(escalated)} "
            f"of {len(urgent)}, imminent below R3: {low}"
        )
        kept = _kept((noticed, ">=", 0.95), (escalated, ">=", 0.90), (float(low), "<=", 0.0))
        rows.append(Row(name, figure, "noticed >= .95, escalated >= .90, none below R3", kept))
    hard = [e for e in read if e.set in ("hardneg_mined", "xstest_safe")]
    hard += [e for e in read if e.set in ("peer_fixtures", "weval_crisis", "functional") and e.row.label == "none"]
    quiet = [e for e in read if e.set in ORDINARY and not e.row.is_risky]
    blind = [e for e in read if e.set == "blind messages" and not e.row.is_risky]
    for name, chosen, most in (
        ("traps and hard negatives", hard, (0.10, 0.03)),
        ("ordinary traffic", quiet, (0.01, 0.001)),
        ("blind messages without risk", blind, (0.10, 0.03)),
    ):
        noticed, escalated = (share(e.both.level >= level for e in chosen) for level in (Level.R1, Level.R2))
        figure = f"noticed {shown(noticed, 4)}, escalated {shown(escalated, 4)} of {len(chosen)}"
        rows.append(
            Row(
                name, figure, f"<= {most[0]}, <= {most[1]}", _kept((noticed, "<=", most[0]), (escalated, "<=", most[1]))
            )
        )
    laned = [e for e in read if e.lanes and e.both.level]
    right = share(not set(e.lanes).isdisjoint(e.both.lanes) for e in laned)
    rows.append(Row("right lane, of the noticed blind messages", shown(right), ">= .90", _kept((right, ">=", 0.90))))
    return rows


def beside(read: Sequence[Read]) -> list[Row]:
    """Each detector on the same rows: recall / precision a set, false alarms on the pools."""
    said, missing = others([each.row.text for each in read], told)
    said = {"Peerline": [each.both.level >= Level.R1 for each in read], **said}
    rows = [Row(name, _line(read, each)) for name, each in said.items()]
    return rows + [Row("left out", why) for why in missing]


def _line(read: Sequence[Read], said: Sequence[bool]) -> str:
    parts = []
    for title, sets in (
        ("experts", ("ellis_human206",)),
        ("machine-labelled", ("ellis_llm2046",)),
        ("hard prompts", ("weval_crisis",)),
        ("fixtures", ("peer_fixtures",)),
        ("blind", ("blind messages",)),
    ):
        chosen = [(e.row.is_risky, yes) for e, yes in zip(read, said, strict=True) if e.set in sets]
        recall, precision = share(yes for risky, yes in chosen if risky), share(risky for risky, yes in chosen if yes)
        parts.append(f"{title} {shown(recall, 2)}/{shown(precision, 2)}")
    for title, sets, digits in (("hard negatives", ("hardneg_mined", "xstest_safe"), 3), ("ordinary", ORDINARY, 4)):
        alarms = share(yes for e, yes in zip(read, said, strict=True) if e.set in sets and not e.row.is_risky)
        parts.append(f"{title} {shown(alarms, digits)}")
    return ", ".join(parts)


def general(read: Sequence[Read]) -> list[Row]:
    """Whether it hangs on single rules or on the sets its authors read."""
    rows = []
    for name in dict.fromkeys(each.set for each in read):
        risky = [each for each in read if each.set == name and each.row.is_risky]
        if len(risky) < 5:
            continue
        alone: tuple[tuple[str, Callable[[Read], Level]], ...] = (
            ("rules", lambda e: e.rules.level), ("classifier", lambda e: e.classifier),
            ("both", lambda e: e.both.level),
        )  # fmt: skip
        parts = [f"{what} {shown(share(level(e) >= Level.R1 for e in risky), 2)}" for what, level in alone]
        single = share(len(e.both.reasons) == 1 for e in risky if e.both.level)
        rows.append(Row(f"{name}: noticed by", ", ".join(parts) + f"; found by one reason alone {shown(single, 2)}"))
    counts = Counter(r.rule for e in read if e.row.is_risky for r in e.both.reasons)
    top = ", ".join(f"{rule} {count}" for rule, count in counts.most_common(5))
    rows.append(Row("commonest reasons of true findings", f"{top}; {len(counts)} different ones"))
    figures = detect.load(weights=keep.present(told)).classifier.facts["figures"]  # type: ignore[union-attr]
    values = ", ".join(f"{key} {shown(value)}" for key, value in figures["unseen"].items())
    rows.append(Row("classifier on our own sentences, whole themes that it has not seen", values))
    return rows
