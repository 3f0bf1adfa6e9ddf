"""Asks a model: reads a JSON file of questions, writes a JSON file of answers. Called by evaluate and promote.

Questions  {"texts": [...], "conversations": [[turn, ...], ...]}
Answers    {"texts": [{"intent", "confidence", "ranking"}], "ms": [...], "cpu_ms": [...],
            "conversations": [[[action, ...], ...], ...], "load_s": seconds, "memory_mb": peak}
"""
# mypy: ignore-errors

import asyncio
import json
import resource
import sys
import time
import warnings
from pathlib import Path


class RecordedActions:
    """Stands where the action server would: says which action was called, changes nothing."""

    def __init__(self):
        self.called = []

    async def request(self, json=None, **_):
        """One call of an action, as Rasa makes it."""
        self.called.append(json["next_action"])
        return {"events": [], "responses": [{"text": f"({json['next_action']})"}]}


async def _parse(agent, texts):
    answers, took, cpu = [], [], []
    for text in texts:
        started, started_cpu = time.perf_counter(), time.thread_time()
        parsed = await agent.parse_message(text)
        took.append(round((time.perf_counter() - started) * 1000, 2))
        cpu.append(round((time.thread_time() - started_cpu) * 1000, 2))
        ranking = [[r["name"], round(r["confidence"], 4)] for r in parsed["intent_ranking"][:4]]
        answers.append(
            {
                "intent": parsed["intent"]["name"],
                "confidence": round(parsed["intent"]["confidence"], 4),
                "ranking": ranking,
            }
        )
    return answers, took, cpu


async def _converse(agent, name, turns):
    from rasa.shared.core.events import ActionExecuted

    silent, heard = ("action_listen", "action_session_start"), []
    for turn in turns:
        tracker = await agent.tracker_store.get_or_create_tracker(name)
        before = len(tracker.events)
        await agent.handle_text(turn, sender_id=name)
        tracker = await agent.tracker_store.get_or_create_tracker(name)
        heard.append(
            [
                e.action_name
                for e in list(tracker.events)[before:]
                if isinstance(e, ActionExecuted) and e.action_name not in silent
            ]
        )
    return heard


async def _answer(model, questions):
    from rasa.core.agent import Agent

    started = time.perf_counter()
    agent = Agent.load(model, action_endpoint=RecordedActions())
    load_s = time.perf_counter() - started
    await _parse(agent, ["hello", "i want to talk to somebody"])
    texts, took, cpu = await _parse(agent, questions.get("texts", []))
    talks = [
        await _converse(agent, f"check-{place}", turns)
        for place, turns in enumerate(questions.get("conversations", []))
    ]
    return {
        "texts": texts,
        "ms": took,
        "cpu_ms": cpu,
        "conversations": talks,
        "load_s": round(load_s, 2),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """ask.py MODEL QUESTIONS ANSWERS"""
    warnings.filterwarnings("ignore")
    model, questions, answers = sys.argv[1:4]
    found = asyncio.run(_answer(model, json.loads(Path(questions).read_text(encoding="utf-8"))))
    Path(answers).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
