"""Says whether a candidate may serve: the verdict first, then why. Pure: reads two reports."""

from collections.abc import Mapping
from typing import Any


def compare(serving: Mapping[str, Any] | None, candidate: Mapping[str, Any]) -> dict[str, Any]:
    """{"promote": bool, "reasons": [...], "changed": [...], figures}. `serving` is None before the first model.

    The gates: not one row of the safety set noticed less or below its minimum; every behaviour check; every
    conversation; macro f1 not down by more than the noise of the held-out set. No override is offered here.
    """
    reasons = [*_safety(serving, candidate), *_checks(candidate), *_f1(serving, candidate)]
    return {
        "promote": not reasons,
        "reasons": reasons,
        "serving": serving["key"] if serving else None,
        "candidate": candidate["key"],
        "macro_f1": [serving["held_out"]["macro_f1"] if serving else None, candidate["held_out"]["macro_f1"]],
        "accuracy": [serving["held_out"]["accuracy"] if serving else None, candidate["held_out"]["accuracy"]],
        "noise": candidate["noise"],
        "intents": _intents(serving, candidate),
        "changed": _changed(serving, candidate),
        "latency_ms": [serving["latency_ms"] if serving else None, candidate["latency_ms"]],
    }


def _safety(serving: Mapping[str, Any] | None, candidate: Mapping[str, Any]) -> list[str]:
    if candidate["safety"] is None:
        return ["the safety set was not read: evaluate it where the risk reader is"]
    before = {r["place"]: r["level"] for r in ((serving or {}).get("safety") or {}).get("read", [])}
    reasons = []
    for row in candidate["safety"]["read"]:
        was, level = before.get(row["place"]), row["level"]
        if was and level < was:
            reasons.append(f"{row['place']} of the safety set is noticed less: {was} -> {level}")
        elif level < row["least"]:
            reasons.append(f"{row['place']} of the safety set is {level}, it must be {row['least']} or above")
    return reasons


def _checks(candidate: Mapping[str, Any]) -> list[str]:
    said = [f"{f['place']} behaviour: became {f['intent']}" for f in candidate["behaviour"]["failed"]]
    said += [f"{f['place']} health question: became {f['intent']}" for f in candidate["health"]["failed"]]
    return said + [
        f"{f['place']} conversation, turn {f['turn']}: did {', '.join(f['actions']) or 'nothing'}"
        for f in candidate["conversations"]["failed"]
    ]


def _f1(serving: Mapping[str, Any] | None, candidate: Mapping[str, Any]) -> list[str]:
    if not serving:
        return []
    before, after = serving["held_out"]["macro_f1"], candidate["held_out"]["macro_f1"]
    noise = max(candidate["noise"], serving["noise"])
    if before - after > noise:
        return [f"macro f1 falls from {before:.3f} to {after:.3f}, more than the noise of {noise:.3f}"]
    return []


def _intents(serving: Mapping[str, Any] | None, candidate: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Intents whose count of right answers changed."""
    before = serving["held_out"]["intents"] if serving else {}
    return [
        {"intent": name, "before": before[name]["right"], "after": row["right"], "of": row["count"]}
        for name, row in candidate["held_out"]["intents"].items()
        if name in before and before[name]["right"] != row["right"]
    ]


def _changed(serving: Mapping[str, Any] | None, candidate: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every held-out sentence that is understood differently."""
    before = {p["text"]: p["intent"] for p in serving["predictions"]} if serving else {}
    return [
        {"place": p["place"], "wanted": p["wanted"], "before": before[p["text"]], "after": p["intent"]}
        for p in candidate["predictions"]
        if before.get(p["text"], p["intent"]) != p["intent"]
    ]
