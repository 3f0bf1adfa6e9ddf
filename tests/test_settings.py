"""Settings are read from the environment or a file, and an unsafe production does not start."""

import re
from pathlib import Path

import pytest

from actions.settings import BadSetting, Setting, read
from handoff import settings

ROOT = Path(__file__).resolve().parent.parent


def test_a_secret_may_come_from_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text("from the file\n")
    setting = Setting("KEY", "default", "why")
    assert read(setting, {"KEY_FILE": str(file)}) == "from the file"
    assert read(setting, {"KEY": "plain"}) == "plain"
    assert read(setting, {}) == "default"


def test_both_ways_at_once_or_a_missing_file_is_an_error_that_says_what_to_do(tmp_path):
    setting = Setting("KEY", "", "why")
    with pytest.raises(BadSetting, match="Keep one"):
        read(setting, {"KEY": "a", "KEY_FILE": str(tmp_path)})
    with pytest.raises(BadSetting, match="not there"):
        read(setting, {"KEY_FILE": str(tmp_path / "none")})


def test_production_refuses_each_unsafe_value(monkeypatch):
    monkeypatch.setenv("PEERLINE_ENV", "production")
    ids = {id for id, _says, _hint in settings.problems()}
    assert ids >= {"E004", "E010", "E011", "E012", "E031", "E040"}
    monkeypatch.setenv("PEERLINE_KILL_AT", "send.after_call")
    assert "E049" in {id for id, _says, _hint in settings.problems()}


def test_development_starts_as_it_is():
    assert settings.problems() == []


def test_each_setting_has_an_id_of_its_own():
    ids = [s.id for s in settings.SETTINGS]
    assert len(ids) == len(set(ids)) and all(re.fullmatch(r"E\d{3}", id) for id in ids)


def test_running_md_lists_exactly_the_settings_there_are():
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", (ROOT / "docs/running.md").read_text(), re.M))
    assert rows == {s.name: s.why for s in settings.SETTINGS}
