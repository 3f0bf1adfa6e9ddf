"""The real Rasa, running: it says what the stub says, changes its model without losing a chat, and keeps to itself."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import requests

from assistant.training import evaluate, promote, reading, registry, rollback, train
from assistant.training.project import Project, write_json
from tests.nlu.conftest import PROJECT
from tests.real_rasa import TOKEN, RealRasa, RecordedActions, borrowed
from tests.stub_rasa import StubRasa

pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.timeout(400)]

SENTENCES = (
    "hello",
    "thank you",
    "bye",
    "i feel so alone",
    "im so anxious today",
    "just sad",
    "panicking right now",
    "i cant sleep",
    "my boss is making my life hell",
    "i want to talk",
    "i need to vent",
    "breathing exercise",
    "grounding",
    "is there a number i can call",
    "who can read this",
    "are you a robot",
    "is this free",
    "find me a support group",
    "show me more groups",
    "can i talk to a real person",
    "what do you know about me",
    "i want to check in",
    "can we do an exercise",
    "zzkw qqpv xxjt",
    "\U0001f642",
    "",
    "42",
    '/start_exercise{"exercise":"grounding_54321"}',
    "/exercise_input",
    "/menu",
)


def texts_of(name: str) -> list[str]:
    return [str(r.get("text") or r["custom"]["peerline"]["text"]) for r in reading.domain(PROJECT).responses[name]]


UTTERANCE = {text: name for name in reading.domain(PROJECT).responses for text in texts_of(name)}


def shape(messages: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """What a turn said, whichever variant: the utterance's name, or an action's own words, and its choices."""
    found = []
    for message in messages:
        ours = (message.get("custom") or {}).get("peerline", {})
        text = message.get("text") or ours.get("text")
        found.append((UTTERANCE.get(text, text), message.get("buttons") or ours.get("choices")))
    return found


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_stub_says_what_the_real_one_says(real_rasa: RealRasa, sentence: str) -> None:
    with StubRasa() as stub:
        wanted = requests.post(
            f"http://127.0.0.1:{stub.port}/webhooks/rest/webhook", timeout=5, json={"sender": "x", "message": sentence}
        ).json()
    said = real_rasa.say(f"same-{SENTENCES.index(sentence)}", sentence)
    names, stub_names = [n for n, _ in shape(said)], [n for n, _ in shape(wanted)]
    assert names == stub_names
    if names[0] not in VARIANTS_DIFFER:
        assert [c for _, c in shape(said)] == [c for _, c in shape(wanted)]


# replies whose variants offer different buttons
VARIANTS_DIFFER = {
    name
    for name, variants in reading.domain(PROJECT).responses.items()
    if len({str(v.get("buttons")) for v in variants}) > 1
}


def test_metadata_and_slots_reach_the_action(real_rasa: RealRasa, recorded_actions: RecordedActions) -> None:
    real_rasa.say("meta", '/start_exercise{"exercise":"thought_quick"}', message_id="m1", person_id=7, channel="web")
    asked = recorded_actions.calls[-1]
    assert asked["next_action"] == "action_start_exercise"
    assert asked["tracker"]["slots"]["exercise"] == "thought_quick"
    assert asked["tracker"]["latest_message"]["metadata"] == {"message_id": "m1", "person_id": 7, "channel": "web"}


def test_a_button_of_a_reply_is_a_command_rasa_understands(real_rasa: RealRasa) -> None:
    (said,) = real_rasa.say("button", "can we do grounding")
    assert said["buttons"][0]["payload"] == '/start_exercise{"exercise":"grounding_54321"}'
    assert real_rasa.say("button", said["buttons"][0]["payload"])[0]["text"] == "(action_start_exercise)"


def test_no_sentence_comes_twice_while_another_is_left(real_rasa: RealRasa) -> None:
    said = [real_rasa.say("again", text)[0]["text"] for text in ("hello", "hi", "hey there", "good morning")]
    assert len(set(said[:3])) == 3
    assert said[3] == said[0], "the one said longest ago"


def test_no_message_gets_an_empty_answer(real_rasa: RealRasa) -> None:
    odd = (
        "",
        " ",
        "\u2028",
        "\x00",
        "x" * 5000,
        "/nonsense",
        "/",
        "/utter",
        "{}",
        "\ud7ff",
        "{name}",
        "/start_exercise{broken",
        "/ask_person@1.0{}",
    )
    for place, text in enumerate(odd):
        assert real_rasa.say(f"odd-{place}", text), repr(text)


def listening(port: int) -> set[str]:
    """The local addresses (as the kernel writes them) that listen on a port."""
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    places = [row[1].split(":") for row in rows if row[3] == "0A"]
    return {address for address, hexed in places if int(hexed, 16) == port}


def test_the_api_needs_the_token_and_listens_on_loopback_alone(real_rasa: RealRasa) -> None:
    """Trap R13."""
    base = f"http://127.0.0.1:{real_rasa.port}"
    for path in ("/status", "/conversations/again/tracker"):
        assert requests.get(base + path, timeout=10).status_code == 401
    assert requests.get(base + "/status", params={"token": TOKEN}, timeout=10).status_code == 200
    assert listening(real_rasa.port) == {"0100007F"}, "127.0.0.1 and nothing else"
    assert TOKEN not in Path(f"/proc/{real_rasa.process.pid}/cmdline").read_text()


def test_only_rest_is_open(real_rasa: RealRasa) -> None:
    """Traps R1 and R2."""
    for channel in ("socketio", "twilio", "callback", "rasa"):
        url = f"http://127.0.0.1:{real_rasa.port}/webhooks/{channel}/webhook"
        assert requests.post(url, json={}, timeout=10).status_code in (401, 404)
    assert set(Path(PROJECT.root / "assistant" / "credentials.yml").read_text().split("\n")[1:]) == {"rest:", ""}


def test_what_people_write_is_in_the_tracker_file_and_in_no_log(real_rasa: RealRasa) -> None:
    """Trap R12: the door must know where to purge, and a log is no such place."""
    real_rasa.say("canary", "the marked sentence of a canary called xylophone")
    with sqlite3.connect(f"file:{real_rasa.project.var / 'rasa_tracker.db'}?mode=ro", uri=True) as tracker:
        asked = "SELECT count(*) FROM events WHERE sender_id = 'canary' AND data LIKE '%xylophone%'"
        kept = tracker.execute(asked).fetchone()
    tracker.close()
    assert kept[0] > 0
    assert "xylophone" not in real_rasa.log.read_text(errors="replace")


def test_promote_and_rollback_without_dropping_a_chat(real_rasa: RealRasa, rasa_model: str) -> None:
    own = real_rasa.project
    measured = evaluate.report(PROJECT, rasa_model) or {}
    other = borrowed(PROJECT, own.var, rasa_model, "0123456789abcdef")
    for key in (rasa_model, other):
        safe = {"count": 0, "held": 0, "read": [], "below": []}
        write_json(own.folder(key) / "report.json", measured | {"key": key, "safety": safe})
    real_rasa.say("chat", "im having a panic attack")
    row = promote.promote(own, other, lambda *_: "R4", running=real_rasa.running)
    assert (row["from"], row["key"], row["health_questions"]) == (rasa_model, other, 10)
    assert row["swap_s"] < 5
    assert shape(real_rasa.say("chat", "ok"))[0][0] == "utter_want_grounding", "the turn before was not forgotten"
    back = rollback.rollback(own, running=real_rasa.running)
    assert (back["key"], registry.current(own)) == (rasa_model, rasa_model)
    assert back["seconds"] < 60


def test_a_model_rasa_cannot_load_leaves_the_one_that_serves(real_rasa: RealRasa, rasa_model: str) -> None:
    own = real_rasa.project
    bad = borrowed(PROJECT, own.var, rasa_model, "bad0bad0bad0bad0")
    own.model(bad).write_bytes(b"this is no model")
    before = registry.current(own)
    with pytest.raises(promote.Refused):
        promote.change(own, bad, "promote", real_rasa.running, lambda _: None)
    assert registry.current(own) == before
    assert shape(real_rasa.say("after", "hello"))[0][0] == "utter_greet"


SMALL = {"greet": ["hello", "hi", "hey"], "bye": ["bye", "good night", "see you"]}


@pytest.fixture(scope="module")
def small_model(real_rasa: RealRasa, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A model that knows two intents, really trained: it loads, and fails the health questions."""
    root = tmp_path_factory.mktemp("small")
    for folder in ("nlu_data/train", "nlu_data/checks", "assistant/domain", "assistant/nlu"):
        (root / folder).mkdir(parents=True)
    blocks = "".join(
        f"- intent: {i}\n  examples: |\n"
        + "".join(f"    - {t} {w}\n" for t in texts for w in ("there", "you", "all", "friend"))
        for i, texts in SMALL.items()
    )
    (root / "nlu_data/train/some.yml").write_text(f'version: "3.1"\nnlu:\n{blocks}')
    (root / "nlu_data/train/rules.yml").write_text(
        'version: "3.1"\nrules:\n'
        + "".join(f"- rule: {i}\n  steps:\n  - intent: {i}\n  - action: utter_{i}\n" for i in SMALL)
    )
    (root / "assistant/domain/domain.yml").write_text(
        'version: "3.1"\nintents: [greet, bye]\nresponses:\n'
        + "".join(f"  utter_{i}:\n  - text: {i}\n" for i in ("greet", "bye", "fallback"))
    )
    for name in ("config.yml", "assistant/rasa.lock"):
        (root / name).write_text((PROJECT.root / name).read_text())
    small = Project(root, root / "var")
    said: list[str] = []
    key = str(train.train(small, progress=said.append)["key"])
    assert any(re.match(r"learning: \w+ \(\d+ s gone, about \d+ s left\)", line) for line in said)
    return borrowed(small, real_rasa.project.var, key)


def test_a_model_that_forgot_everything_goes_back_by_itself(real_rasa: RealRasa, small_model: str) -> None:
    before = registry.current(real_rasa.project)
    with pytest.raises(promote.WentBack, match=f"{before} serves again"):
        promote.change(real_rasa.project, small_model, "promote", real_rasa.running, lambda _: None)
    assert registry.current(real_rasa.project) == before
    assert shape(real_rasa.say("back", "i cant sleep"))[0][0] == "utter_sleep_trouble"
