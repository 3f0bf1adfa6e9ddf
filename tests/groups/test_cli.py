"""The commands, as a person and as a program read them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from actions.groups.cli import groups

NOW = "2026-11-24T18:30:00+00:00"
FEED = [
    {
        "slug": "a",
        "name": "Tuesday Families",
        "programme": "al_anon",
        "day": 2,
        "time": "19:30",
        "timezone": "Europe/London",
        "conference_url": "https://zoom.us/j/1?pwd=hidden",
        "notes": "Pass: hidden2",
    },
    {"slug": "", "name": "No key"},
]


@pytest.fixture
def db(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/deep/er/groups.db"


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "town.json"
    path.write_text(json.dumps(FEED))
    return path


def call(*args: Any, stdin: str | None = None) -> Result:
    return CliRunner().invoke(groups, [str(a) for a in args], input=stdin)


def test_import_prints_counts_and_reasons(db: str, feed: Path) -> None:
    done = call("import", feed, "--kind", "meeting-guide", "--source", "town", "--db", db)
    assert done.exit_code == 0, done.output
    assert "added 1, changed 0, same 0, held for review 0, rejected 1, vanished 0" in done.output
    assert "rejected: key (1)" in done.output and "hidden" not in done.output


def test_import_as_json_adds_up_both_ways_round(db: str, feed: Path) -> None:
    first = json.loads(call("import", feed, "--kind", "meeting-guide", "--db", db, "--json").stdout)
    second = json.loads(call("import", "meeting-guide", feed, "--db", db, "--json").stdout)
    assert (first["source"], first["added"], second["same"]) == ("town", 1, 1)
    assert first["rejected"] == [{"row": 2, "key": "", "reason": "key"}]


def test_search_prints_and_json_has_the_contract(db: str, feed: Path) -> None:
    call("import", feed, "--kind", "meeting-guide", "--db", db)
    call("load-builtin", "--db", db)
    plain = call(
        "search", "my husband drinks, tuesday evening online", "--tz", "Europe/London", "--now", NOW, "--db", db
    )
    assert "1. Tuesday Families" in plain.output
    done = call("search", "tuesday online", "al-anon", "--tz", "Europe/London", "--now", NOW, "--db", db, "--json")
    doc = json.loads(done.stdout)
    assert {
        "v",
        "turns",
        "now",
        "tz",
        "intent",
        "status",
        "care",
        "slots",
        "ask",
        "blocked_by",
        "unread",
        "results",
        "more",
        "took_ms",
    } <= doc.keys()
    assert doc["slots"] == {"days": ["TU"], "modality": ["online"], "programme": ["al_anon"]}
    assert "hidden" not in done.output


def test_batch_reads_lines_and_answers_each_with_its_id(db: str, feed: Path) -> None:
    call("import", feed, "--kind", "meeting-guide", "--db", db)
    lines = [
        json.dumps({"id": "q1", "turns": ["al-anon tuesday"], "tz": "Europe/London", "now": NOW}),
        "not json",
        json.dumps({"id": "q2", "turns": ["is Tuesday Families still running?"], "tz": None, "now": NOW}),
        json.dumps({"id": "q3", "turns": ["x"], "tz": "Nowhere/At_All", "now": NOW}),
    ]
    done = call("search", "--batch", "-", "--db", db, "--json", stdin="\n".join(lines))
    docs = [json.loads(line) for line in done.stdout.splitlines()]
    assert [d.get("id") for d in docs] == ["q1", None, "q2", "q3"]
    assert docs[0]["results"][0]["name"] == "Tuesday Families"
    assert docs[2]["listing"]["name"] == "Tuesday Families"
    assert "error" in docs[1] and "error" in docs[3]


def test_report_and_stats(db: str, feed: Path) -> None:
    call("import", feed, "--kind", "meeting-guide", "--db", db)
    listing = json.loads(call("search", "tuesday families", "--now", NOW, "--db", db, "--json").stdout)["results"][0][
        "id"
    ]
    assert call("report", listing, "--kind", "bad_link", "--db", db).exit_code == 0
    stats = json.loads(call("stats", "--db", db, "--json").stdout)
    assert stats["by_status"] == {"hidden_reported": 1} and stats["open_reports"] == 1
    assert call("report", "nothing", "--kind", "other", "--db", db).exit_code == 1


@pytest.mark.parametrize(
    "args",
    [
        ("search",),
        ("search", "x", "--tz", "Mars/Base"),
        ("search", "x", "--now", "soon"),
        ("import", "x.json"),
        ("import", "x.json", "--kind", "fax"),
        ("report", "x", "--kind", "sad"),
    ],
)
def test_wrong_use_is_exit_2(args: tuple[str, ...], db: str) -> None:
    assert call(*args, "--db", db).exit_code == 2


def test_no_database_is_exit_3(feed: Path) -> None:
    done = call("import", feed, "--kind", "meeting-guide", "--db", "postgresql://nobody@127.0.0.1:1/none")
    assert done.exit_code == 3 and "GROUPS_DATABASE_URL" in done.output


@pytest.mark.parametrize(
    "args", [("search", "AA"), ("stats",), ("report", "x", "--kind", "other"), ("verify", "--due")]
)
def test_asking_makes_no_database(args: tuple[str, ...], tmp_path: Path) -> None:
    done = call(*args, "--db", f"sqlite:///{tmp_path}/none/groups.db")
    assert done.exit_code == 3 and not (tmp_path / "none").exists()


def test_an_import_brings_the_helplines_and_a_programme_names_their_topic(feed: Path, db: str) -> None:
    call("import", feed, "--kind", "meeting-guide", "--db", db, "--json")
    asked = ("search", "GA online", "--country", "GB", "--db", db, "--json")
    lines = json.loads(call(*asked).output)["helplines"]
    assert "National Gambling Helpline" in [line["name"] for line in lines]
