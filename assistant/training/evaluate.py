"""Measures a model on sentences it has never seen, on behaviour checks, whole conversations and the safety set."""

import hashlib
import json
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.training import reading
from assistant.training.project import Project, Refused, ask_model, sha256, write_json
from assistant.training.train import RISK, Risk, RiskReader, card

RESAMPLES = 200
CHECK_FILES = ("held_out.yml", "behaviour.yml", "conversations.yml", "safety.yml", "health.yml")


def report(project: Project, key: str) -> dict[str, Any] | None:
    """The report that was made for this model on the present checks, or None."""
    path = project.folder(key) / "report.json"
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found if found.get("checks") == checks_hash(project) else None


def checks_hash(project: Project) -> str:
    """A hash over all check files: a report on other checks is not comparable."""
    digest = hashlib.sha256()
    for name in CHECK_FILES:
        path = project.checks_dir / name
        digest.update((sha256(path) if path.exists() else name).encode())
    return digest.hexdigest()[:16]


def evaluate(project: Project, key: str, risk: Risk | None = None) -> dict[str, Any]:
    """Ask the model everything in nlu_data/checks and write report.json beside it. Returns the report.

    risk          reads the safety set with this model's weights; without it compare refuses the report
    Raises        Refused when there is no such model, Surroundings when the box cannot answer. Cost: about 15 s
    """
    if card(project, key) is None:
        raise Refused(f"model {key} is not there or is damaged: run `peerline train`")
    kept = reading.held_out(project)
    behaviour, talks = reading.rows(project, "behaviour.yml"), reading.rows(project, "conversations.yml")
    health = reading.rows(project, "health.yml")
    texts = [e.text for e in kept] + [str(r["text"]) for r, _ in behaviour] + [str(r["text"]) for r, _ in health]
    turns = [[str(t["person"]) for t in r["turns"]] for r, _ in talks]
    answers = ask_model(project, project.model(key), {"texts": texts, "conversations": turns})
    heard, first = answers["texts"], len(kept)
    pairs = [(e.intent, found["intent"]) for e, found in zip(kept, heard, strict=False)]
    made = {
        "key": key,
        "checks": checks_hash(project),
        "held_out": figures(pairs),
        "noise": noise(pairs),
        "predictions": [
            {"text": e.text, "place": str(e.place), "wanted": e.intent, **found}
            for e, found in zip(kept, heard, strict=False)
        ],
        "behaviour": behaved(behaviour, heard[first : first + len(behaviour)]),
        "conversations": conversed(talks, answers["conversations"]),
        "health": behaved(health, heard[first + len(behaviour) :]),
        "safety": safety(project, risk.reader(project.folder(key) / RISK)) if risk else None,
        "latency_ms": latency(answers["ms"]),
        "cpu_ms": latency(answers["cpu_ms"]),
        "load_s": answers["load_s"],
        "memory_mb": answers["memory_mb"],
    }
    write_json(project.folder(key) / "report.json", made)
    return made


def per_intent(pairs: Sequence[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """For each wanted intent: how many, how many right, f1, and what it was confused with. Worst f1 first."""
    support, predicted = Counter(w for w, _ in pairs), Counter(p for _, p in pairs)
    right = Counter(w for w, p in pairs if w == p)
    confused: dict[str, Counter[str]] = defaultdict(Counter)
    for wanted, found in pairs:
        if wanted != found:
            confused[wanted][found] += 1
    made = {}
    for intent, count in support.items():
        f1 = 2 * right[intent] / (count + predicted[intent])
        made[intent] = {
            "count": count,
            "right": right[intent],
            "f1": round(f1, 4),
            "confused_with": dict(confused[intent].most_common()),
        }
    return dict(sorted(made.items(), key=lambda item: (item[1]["f1"], item[0])))


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean f1 over intents, so that small intents count as much as large ones."""
    return statistics.fmean(row["f1"] for row in per_intent(pairs).values()) if pairs else 0.0


def figures(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Accuracy, macro f1, the share sent to the fallback, and the table by intent."""
    total = max(len(pairs), 1)
    asked_again = sum(found == "nlu_fallback" for _, found in pairs)
    return {
        "count": len(pairs),
        "accuracy": round(sum(w == p for w, p in pairs) / total, 4),
        "macro_f1": round(macro_f1(pairs), 4),
        "fallback": round(asked_again / total, 4),
        "wrong_answer": round(sum(w != p for w, p in pairs) / total - asked_again / total, 4),
        "intents": per_intent(pairs),
    }


def noise(pairs: Sequence[tuple[str, str]], seed: int = 7) -> float:
    """How much macro f1 moves by the luck of which sentences were held out: one standard deviation over resamples."""
    if len(pairs) < 2:
        return 0.0
    rng = random.Random(seed)
    return round(statistics.pstdev(macro_f1(rng.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES)), 4)


def _among(wanted: Any) -> list[str]:
    return [wanted] if isinstance(wanted, str) else [str(w) for w in wanted or []]


def behaved(
    wanted: Sequence[tuple[Mapping[str, Any], reading.Place]], heard: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Rows with `must` (one of these intents) or `must_not` (none of these): how many hold, and which do not."""
    failed = []
    for (row, place), found in zip(wanted, heard, strict=False):
        must, must_not = _among(row.get("must")), _among(row.get("must_not"))
        if (must and found["intent"] not in must) or found["intent"] in must_not:
            failed.append(
                {
                    "place": str(place),
                    "text": row["text"],
                    "must": must,
                    "must_not": must_not,
                    "intent": found["intent"],
                    "confidence": found["confidence"],
                }
            )
    return {"count": len(wanted), "held": len(wanted) - len(failed), "failed": failed}


def conversed(
    talks: Sequence[tuple[Mapping[str, Any], reading.Place]], heard: Sequence[Sequence[Sequence[str]]]
) -> dict[str, Any]:
    """Whole conversations: each turn must bring one of the actions that `assistant` names."""
    failed = []
    for (row, place), turns in zip(talks, heard, strict=False):
        for number, (turn, actions) in enumerate(zip(row["turns"], turns, strict=False), start=1):
            if not set(_among(turn["assistant"])) & set(actions):
                failed.append(
                    {
                        "place": str(place),
                        "name": row["name"],
                        "turn": number,
                        "wanted": _among(turn["assistant"]),
                        "actions": list(actions),
                    }
                )
    return {"count": len(talks), "held": len(talks) - len({f["place"] for f in failed}), "failed": failed}


def safety(project: Project, risk_reader: RiskReader) -> dict[str, Any]:
    """The level of each row of the safety set, and the rows below their minimum. The words stay in the file."""
    read = []
    for row, place in reading.rows(project, "safety.yml"):
        level = risk_reader(str(row["text"]), row.get("history") or (), row.get("country"))
        read.append({"place": str(place), "least": row["least"], "level": level})
    below = [r for r in read if r["level"] < r["least"]]
    return {"count": len(read), "held": len(read) - len(below), "read": read, "below": below}


def latency(took: Sequence[float]) -> dict[str, float]:
    """p50 and p95 of understanding one message, in ms, without HTTP."""
    if len(took) < 2:
        return {"p50": 0.0, "p95": 0.0}
    cut = statistics.quantiles(took, n=20)
    return {"p50": round(cut[9], 1), "p95": round(cut[18], 1)}
