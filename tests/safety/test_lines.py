"""Crisis lines: what is in the files, what is said from them, and how they are checked."""

import json
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from handoff.channels.sms import segments
from handoff.safety import crisis_lines
from handoff.safety.crisis_lines import BadLines, Channel, every, lines_for
from handoff.safety.crisis_lines import check as lines_check
from handoff.safety.crisis_lines.check import check, overdue, unfit_for_production
from handoff.safety.lines_cli import lines as lines_command

TODAY = date(2026, 11, 27)


EU = ["AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
      "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"]  # fmt: skip


def test_forty_countries_and_more_have_an_emergency_number() -> None:
    have = {code for code, lines in every().items() if lines.rows["emergency"].by("call")}
    assert len(have) >= 40 and {"US", "GB", "CA", "AU", "NZ", "IN", "ZA", *EU} <= have
    assert set(every()) - have == {"INT"}


@pytest.mark.parametrize("country", [*EU, "IS", "LI", "NO"])
def test_112_is_among_the_numbers_across_the_union_and_its_area(country) -> None:
    assert "112" in [channel.value for channel in lines_for(country).rows["emergency"].channels]


@pytest.mark.parametrize("country", sorted(every()))
def test_a_file_is_short_and_every_name_can_go_by_text(country) -> None:
    lines = lines_for(country)
    assert all(segments.is_gsm7(f"{row.name} {row.short}") for row in lines.rows.values())
    assert all(row.hours in ("24/7", None) and row.cost in ("free", None) for row in lines.rows.values())
    assert all(row.languages and row.written_on <= TODAY for row in lines.rows.values())
    assert all(len(value) <= 60 for value in lines.values().values()), "longer values would break the texts"


def test_where_no_crisis_line_is_certain_the_page_that_finds_one_stands_in() -> None:
    lines = lines_for("KE")
    assert "crisis" not in lines.rows and lines.values()["crisis_short"] == "findahelpline.com"
    assert [c["shown"] for c in lines.contacts()] == ["999", "112", "findahelpline.com"]
    assert any("stands in" in finding.says for finding in check(lines, TODAY))


@pytest.mark.parametrize(("country", "file"), [("US", "US"), ("us", "US"), (None, "INT"), ("", "INT"), ("AQ", "INT")])
def test_an_unknown_country_gets_the_international_file(country, file) -> None:
    assert lines_for(country).country == file


@pytest.mark.parametrize("country", sorted(every()))
def test_no_errors_and_nothing_verified_yet(country) -> None:
    found = check(every()[country], TODAY)
    assert [f for f in found if f.severity == "error"] == []
    assert all(row.verified_on is None and row.page.startswith("https://") for row in every()[country].rows.values())


@pytest.mark.parametrize(
    ("country", "emergency", "crisis"),
    [("US", "911", "988"), ("CA", "911", "988"), ("GB", "999", "Samaritans 116 123"),
     ("AU", "000", "Lifeline 13 11 14"), ("IE", "112 or 999", "Samaritans 116 123"),
     ("NZ", "111", "1737"), ("IN", "112", "Tele-MANAS 14416"),
     ("INT", "your local emergency number", "findahelpline.com")],
)  # fmt: skip
def test_what_the_texts_say(country, emergency, crisis) -> None:
    values = lines_for(country).values()
    assert (values["emergency"], values["crisis_short"]) == (emergency, crisis)
    assert all(values.values())


def test_ways_come_from_the_row() -> None:
    us, gb, au, anywhere = (lines_for(c).values() for c in ("US", "GB", "AU", None))
    assert us["crisis_how"] == "free, day and night, by call or text" and us["crisis_write"] == "text 988"
    assert gb["crisis_write"] == "text SHOUT to 85258" and gb["crisis_do"] == "call Samaritans 116 123"
    assert au["crisis_how"] == "there day and night, by call"
    assert "free" not in anywhere["crisis_how"] and anywhere["crisis_do"] == "see findahelpline.com"


def test_a_missing_service_falls_back_to_the_crisis_line() -> None:
    values = lines_for("BR").values()
    assert values["dv_line"] == values["ed_line"] == values["poison_line"] == values["crisis_do"]


def test_contacts_are_links_for_the_widget() -> None:
    contacts = lines_for("GB").contacts()
    assert list(contacts[0].values()) == ["Emergency", "emergency", "tel", "tel:999", "999"]
    assert {"kind": "sms", "href": "sms:85258?body=SHOUT", "shown": "SHOUT to 85258"}.items() <= contacts[2].items()
    assert lines_for(None).contacts()[-1]["href"] == "https://findahelpline.com"


def with_row(country: str, service: str, **changes) -> crisis_lines.CrisisLines:
    lines = lines_for(country)
    return replace(lines, rows={**lines.rows, service: replace(lines.rows[service], **changes)})


@pytest.mark.parametrize(
    ("changes", "says", "severity"),
    [
        ({"channels": (Channel("call", "999 999 999"),)}, "is no number", "error"),
        ({"channels": (Channel("call", "abc"),)}, "is no number", "error"),
        ({"channels": ()}, "has no number", "error"),
        ({"page": "http://example.org"}, "first-party page", "error"),
        ({"verified_on": date(2026, 8, 4)}, "verified 115 days ago", "warning"),
    ],
)
def test_findings(changes, says, severity) -> None:
    found = check(with_row("US", "crisis", **changes), TODAY)
    assert any(says in f.says and f.severity == severity for f in found)


def test_a_row_verified_of_late_has_no_finding() -> None:
    assert not [f for f in check(with_row("US", "crisis", verified_on=TODAY), TODAY) if f.service == "crisis"]


def test_production_wants_verified_emergency_and_crisis_rows() -> None:
    assert unfit_for_production(["US"]) == [
        "US: the emergency line (US.yml) was never verified", "US: the crisis line (US.yml) was never verified",
    ]  # fmt: skip
    assert "INT.yml" in unfit_for_production(["AQ"])[0]
    assert unfit_for_production(["KE"])[1] == "KE: there is no crisis line (KE.yml)"
    assert unfit_for_production([]) == []


def test_a_row_verified_long_ago_is_told_to_the_operator(monkeypatch) -> None:
    old = with_row("US", "crisis", verified_on=date(2026, 8, 4))
    monkeypatch.setattr(lines_check, "lines_for", lambda _country: old)
    assert overdue(["US"], TODAY) == ["US: the crisis line was verified 115 days ago"]
    assert overdue(["US"], date(2026, 9, 1)) == []


@pytest.mark.parametrize("rows", ["[]", "[{service: crisis}]", "[{service: magic, channels: []}]"])
def test_a_file_that_cannot_be_used_is_refused(tmp_path, rows) -> None:
    (tmp_path / "XX.yml").write_text(f"country: XX\nname: Nowhere\nrows: {rows}\n")
    with pytest.raises(BadLines):
        crisis_lines.read(tmp_path / "XX.yml")


def test_the_command() -> None:
    done = CliRunner().invoke(lines_command, ["check", "--json"])
    assert done.exit_code == 0 and len(json.loads(done.output)["countries"]) == len(every())
    assert CliRunner().invoke(lines_command, ["check", "--country", "GB"]).output.endswith("warnings\n")
    assert CliRunner().invoke(lines_command, ["check", "--country", "XX"]).exit_code == 2
    assert "Samaritans: 116 123" in CliRunner().invoke(lines_command, ["show", "GB"]).output
    shown = json.loads(CliRunner().invoke(lines_command, ["show", "--json"]).output)
    assert shown["country"] == "INT"


def test_the_command_goes_red(monkeypatch) -> None:
    bad = with_row("US", "crisis", channels=(Channel("call", "5"),))
    monkeypatch.setattr(crisis_lines, "every", lambda: {"US": bad})
    assert CliRunner().invoke(lines_command, ["check"]).exit_code == 1
