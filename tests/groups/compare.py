"""Comparing readings and results with golden queries, by the rules of the data README: slots exact, must, must_not.

    python -m tests.groups.compare QUERIES.jsonl [DOCUMENTS.jsonl]

DOCUMENTS are what `peerline groups search --batch QUERIES.jsonl --json` printed; without them only the reading is.
"""

import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from actions.groups import query

Row = dict[str, Any]


def agrees(key: str, want: Any, have: Any) -> bool:
    """Whether two values of a slot are the same: lists as sets, a place on the expected keys, names nearly."""
    if key == "place" and want and have:
        return all(str(have.get(k)).lower() == str(v).lower() for k, v in want.items())
    if key == "name" and want and have:
        return want in have or have in want or fuzz.ratio(want, have) >= 90
    if isinstance(want, list) or isinstance(have, list):
        return set(want or []) == set(have or [])
    return bool(want == have)


def _accepted(golden: Row, key: str) -> list[Any]:
    want = golden["slots"].get(key)
    others = (golden.get("alt") or {}).get(key, [])
    return [want, *(o if isinstance(o, list | dict) or not isinstance(want, list) else [o] for o in others)]


def wrong_slots(golden: Row, slots: Row) -> list[str]:
    """The keys on which a reading differs from what is expected; `may` gives the value of an optional key."""
    optional = set(golden.get("slots_optional") or ())
    keys = {k for k in (set(golden["slots"]) | set(slots)) if golden["slots"].get(k) or slots.get(k)}
    wrong = [k for k in keys - optional if not any(agrees(k, w, slots.get(k)) for w in _accepted(golden, k))]
    may = golden.get("may") or {}
    return wrong + [k for k in optional & may.keys() & slots.keys() if not agrees(k, may[k], slots[k])]


def wrong_beside(golden: Row, doc: Row) -> list[str]:
    """Intent, care and the slot asked for, where they differ. care "any" is not compared."""
    wrong = ["intent"] if doc["intent"] != golden["intent"] else []
    if golden.get("care") not in ("any", doc.get("care")):
        wrong.append("care")
    return wrong + (["ask"] if (doc.get("ask") or {}).get("slot") != golden.get("ask") else [])


def _field(result: Row, name: str) -> Any:
    return result["when"]["state"] if name == "state" else result.get(name)


def _among(value: Any, allowed: list[Any]) -> bool:
    return any(v in allowed for v in value) if isinstance(value, list) else value is not None and value in allowed


def _in_window(start: str | None, window: str) -> bool:
    begin, end = window.split("-")
    if start is None:
        return False
    return begin <= start < end if begin < end else start >= begin or start < end


def _when(result: Row, rule: str, wanted: Any) -> bool:
    if rule == "distance_km_max":
        away = (result.get("place") or {}).get("distance_km")
        return away is not None and bool(away <= wanted)
    if rule == "name_like":
        return re.search(wanted, result["name"], re.IGNORECASE) is not None
    side, _, what = rule.partition("_")
    at = result["when"].get(side) or {}
    return _among(at.get("days"), wanted) if what == "days" else _in_window(at.get("start"), wanted)


_TIMED = ("local_days", "viewer_days", "local_window", "viewer_window", "distance_km_max", "name_like")


def _meets(result: Row, rules: Row) -> bool:
    return all(
        _when(result, key, wanted) if key in _TIMED else _among(_field(result, key), wanted)
        for key, wanted in rules.items()
    )


def _breaks(golden: Row, result: Row) -> Iterator[str]:
    """The rules for each result that one breaks."""
    must, must_not = golden.get("must") or {}, golden.get("must_not") or {}
    for part in ("every", "every_when"):
        if not _meets(result, must.get(part) or {}):
            yield f"{part}: {result['name']}"
    for key, values in (must_not.get("any") or {}).items():
        if _among(_field(result, key), values):
            yield f"must not: {key} of {result['name']}"
    oldest = (must_not.get("any_more") or {}).get("min_age_over")
    if oldest is not None and (result.get("min_age") or 0) > oldest:
        yield f"must not: min_age of {result['name']}"


def broken(golden: Row, results: list[Row]) -> list[str]:
    """The must and must_not rules that a list of results breaks."""
    must = golden.get("must") or {}
    found = [rule for result in results for rule in _breaks(golden, result)]
    if must.get("some") and not any(_meets(r, must["some"]) for r in results):
        found.append("some")
    if must.get("first") and not (results and _meets(results[0], must["first"])):
        found.append("first")
    if not must.get("min", 0) <= len(results) <= must.get("max", 99):
        found.append("number of results")
    return found


def read(golden: Row) -> Row:
    """The reading of a golden query, as the part of a search document that is compared."""
    now = datetime.fromisoformat(golden["now"])
    found = query.read_turns(golden["turns"], now=now, tz=golden["tz"], country=golden.get("country"))
    return {"intent": found.intent, "slots": found.slots, "care": found.care, "ask": found.ask}


def main(queries: str, documents: str | None = None) -> None:
    """Print what differs, and the figures."""
    asked = [json.loads(line) for line in Path(queries).read_text(encoding="utf-8").splitlines() if line.strip()]
    lines = Path(documents).read_text(encoding="utf-8").splitlines() if documents else []
    docs = {d["id"]: d for d in map(json.loads, lines)}
    exact = roles = crossed = 0
    for golden in asked:
        doc = docs[golden["id"]] if docs else read(golden)
        slots, beside = wrong_slots(golden, doc["slots"]), wrong_beside(golden, doc)
        rules = broken(golden, doc["results"]) if docs else []
        exact += not slots
        roles += "role" in slots
        crossed += bool(rules)
        if slots or beside or rules:
            difference = {k: (golden["slots"].get(k), doc["slots"].get(k)) for k in slots}
            found = {k: doc.get(k) for k in beside}
            print(golden["id"], golden["tz"], json.dumps(golden["turns"], ensure_ascii=False))
            print("    ", difference or "", found or "", rules or "")
    print(
        f"{len(asked)} queries: {exact} slot-exact ({exact / len(asked):.1%}), {roles} role "
        f"errors, {crossed} rules broken"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
