"""`peerline doctor` names what is wrong, each with an id and what to do."""

import json
import socket

import pytest
from click.testing import CliRunner

from actions import settings as base_settings
from handoff import doctor
from handoff.commands.setup import doctor as command
from handoff.commands.setup import embed
from handoff.safety.crisis_lines import check as lines_check
from handoff.safety.learn import keep


@pytest.fixture
def away(tmp_path, monkeypatch):
    """A set-up in an empty folder: nothing is installed, migrated or trained."""
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/people.db")
    monkeypatch.setenv("GROUPS_DATABASE_URL", f"sqlite:///{tmp_path}/groups.db")
    return tmp_path


def ids():
    return {problem.id for problem in doctor.check()}


def test_an_empty_set_up_is_told_what_is_missing(away):
    assert ids() >= {"E061", "E020", "E021", "E070", "E072"}


def test_no_python_310(away, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    assert "E060" in ids()


def test_a_port_that_is_taken(away, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("RASA_PORT", str(taken.getsockname()[1]))
        problem = next(p for p in doctor.check() if p.id == "E092" and "rasa" in p.says)
    assert "another port" in problem.hint


def test_a_database_that_cannot_be_reached(away, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert "E020" in {p.id for p in doctor.check() if p.stops}


def test_an_unsafe_default_in_production_stops_the_start(monkeypatch):
    monkeypatch.setenv("PEERLINE_ENV", "production")
    found = doctor.refusals()
    assert {p.id for p in found} >= {"E010", "E012", "E040"} and all(p.stops and p.hint for p in found)


def test_production_wants_verified_lines_and_signed_wording(monkeypatch, tmp_path):
    for name, value in {
        "PEERLINE_ENV": "production",
        "DATA_KEYS": "x" * 43 + "=",
        "HASH_KEY": "h" * 32,
        "SECRET_KEY": "s" * 32,
        "RASA_TOKEN": "t" * 32,
        "PUBLIC_BASE_URL": "https://chat.example.org",
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN": "a" * 32,
        "DATABASE_URL": f"sqlite:///{tmp_path}/people.db",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    found = {p.id: p for p in doctor.refusals()}
    assert set(found) >= {"E080", "E082", "E022", "E072"}
    assert "peerline train" in found["E072"].hint


def test_weights_of_risk_that_are_damaged_are_named(away):
    key = keep.key()
    (away / "var/models/risk").mkdir(parents=True)
    (away / f"var/models/risk/{key}.npz").write_bytes(b"cut off")
    problem = next(p for p in doctor.check() if p.id == "E073")
    assert "peerline train" in problem.hint and not problem.stops


def test_the_command_exits_one_with_findings_and_prints_json(away):
    done = CliRunner().invoke(command, ["--json"])
    told = json.loads(done.output)
    assert done.exit_code == 1 and not told["ok"]
    assert all({"id", "says", "hint"} <= set(problem) for problem in told["problems"])


def test_each_problem_has_an_id_of_its_own_kind():
    assert base_settings.ROOT.exists()
    assert doctor.Problem("E000", "says", "hint").as_json()["id"] == "E000"


def test_embed_prints_the_widget_with_crisis_links():
    printed = CliRunner().invoke(embed, ["--country", "GB"]).output
    assert "peerline-chat.js" in printed and "tel:116123" in printed.replace(" ", "")
    assert ' country="GB"' in printed and " country=" not in CliRunner().invoke(embed, []).output


def test_a_line_verified_long_ago_is_a_warning(monkeypatch):
    monkeypatch.setattr(
        lines_check, "overdue", lambda countries, today: ["US: the crisis line was verified 91 days ago"]
    )
    found = [p for p in doctor.check() if p.id == "E083"]
    assert len(found) == 1 and not found[0].stops
