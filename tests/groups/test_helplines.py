"""Helplines: their own files beside the ladder's lines, never against them."""

from datetime import UTC, datetime
from pathlib import Path

import phonenumbers
import pytest
from sqlalchemy import Engine, select

from actions.groups import helplines
from actions.groups.helplines import BadHelpline, Line, hours
from actions.groups.models import Helpline, HelplineContact
from actions.storage import reading, writing
from handoff.commands.groups import door_lines
from handoff.safety import crisis_lines

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


def digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def fill(engine: Engine) -> dict[str, int]:
    with writing(engine) as db:
        return helplines.load(db, door_lines)


def test_loading_again_changes_nothing(engine: Engine) -> None:
    first, second = fill(engine), fill(engine)
    assert first["changed"] == first["helplines"] > 20
    assert second == {"helplines": first["helplines"], "changed": 0}
    with writing(engine) as db:
        assert helplines.load(db)["changed"] == 0, "without the door its copies stay"


def test_the_table_says_of_each_crisis_line_exactly_what_the_ladder_says(sqlite: Engine) -> None:
    fill(sqlite)
    with reading(sqlite) as db:
        for country, lines in crisis_lines.every().items():
            for service, row in lines.rows.items():
                copy = db.scalar(select(Helpline).where(Helpline.key == f"door:{country}:{service}"))
                if service not in helplines.DOOR_TOPICS:
                    assert copy is None
                    continue
                assert copy is not None and copy.from_door and copy.name == row.name
                have = db.scalars(select(HelplineContact).where(HelplineContact.helpline_id == copy.id))
                assert [(c.value, c.keyword) for c in have] == [
                    (c.value, c.keyword) for c in row.channels if c.kind != "web"
                ]


def test_no_number_and_no_service_stands_in_two_files(sqlite: Engine) -> None:
    numbers = {
        (country, digits(channel.value))
        for country, lines in crisis_lines.every().items()
        for row in lines.rows.values()
        for channel in row.channels
        if channel.kind in ("call", "text")
    }
    for line in helplines.files():
        for contact in line.contacts:
            assert (line.country, digits(str(contact["value"]))) not in numbers, line.key
    fill(sqlite)
    with reading(sqlite) as db:
        names = [(h.country, h.name.casefold()) for h in db.scalars(select(Helpline)) if not h.from_door]
        doors = {(h.country, h.name.casefold()) for h in db.scalars(select(Helpline)) if h.from_door}
    assert len(names) == len(set(names)) and not doors & set(names)


def test_a_service_that_the_door_has_too_is_written_there_only() -> None:
    ours = [Line("GB:x", "Samaritans", "GB", "stress", "https://example.org", "2026-11-24")]
    same_number = [Line("GB:y", "Other", "GB", "stress", "https://example.net", "2026-11-24",
                        ({"kind": "short_voice", "value": "116123"},))]  # fmt: skip
    assert helplines.without_doubles(ours + same_number, door_lines()) == []


def test_every_number_of_ours_is_valid_for_its_country() -> None:
    for line in helplines.files():
        for contact in line.contacts:
            if contact["kind"] != "chat_url":
                number = phonenumbers.parse(str(contact["value"]), line.country)
                assert phonenumbers.is_valid_number_for_region(
                    number, line.country
                ) or phonenumbers.is_valid_short_number_for_region(number, line.country), line.key


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("- {key: a, name: A, category: stress, written_on: 2026-11-24}", "own page is missing"),
        ('- {key: a, name: A, category: stress, page: "https://example.org"}', "written down is missing"),
        (
            '- {key: a, name: A, category: stress, page: "https://example.org", written_on: 2026-11-24,'
            ' contacts: [{kind: pager, value: "1"}]}',
            "a contact needs a kind",
        ),
    ],
)
def test_a_row_without_its_page_or_date_is_refused(tmp_path: Path, row: str, says: str) -> None:
    (tmp_path / "GB.yml").write_text(row)
    with pytest.raises(BadHelpline, match=says):
        helplines.files(tmp_path)


def test_what_is_shown_beside_a_search(engine: Engine) -> None:
    fill(engine)
    with reading(engine) as db:
        grief = helplines.beside(db, country="GB", topics=["bereavement_child"], now=NOW)
        assert [g["name"] for g in grief] == ["Cruse Bereavement Support"]
        assert grief[0]["checked_at"] is None and grief[0]["contacts"] == []
        assert helplines.beside(db, country="GB", topics=["bereavement"], now=NOW, checked_only=True) == []
        young = helplines.beside(db, country="GB", topics=[], now=NOW, age=15)
        assert [y["category"] for y in young] == ["child"] and young[0]["open"] is True
        assert all(h["country"] == "INT" for h in helplines.beside(db, country=None, topics=["depression"], now=NOW))


def test_what_staff_have_checked_stays_checked_until_it_changes(sqlite: Engine) -> None:
    fill(sqlite)
    with writing(sqlite) as db:
        row = db.scalars(select(Helpline).where(Helpline.key == "US:rainn")).one()
        row.checked_at, row.checked_by = "2026-11-24", "account:1"
    assert fill(sqlite)["changed"] == 0
    with writing(sqlite) as db:
        row = db.scalars(select(Helpline).where(Helpline.key == "US:rainn")).one()
        row.name = "Another name"
    assert fill(sqlite)["changed"] == 1
    with reading(sqlite) as db:
        assert db.scalars(select(Helpline.checked_at).where(Helpline.key == "US:rainn")).one() is None


@pytest.mark.parametrize(
    ("text", "at", "is_open"),
    [
        ("24/7", "2026-12-25T03:00", True),
        ("Mo-Fr 09:00-17:00", "2026-11-24T16:59", True),
        ("Mo-Fr 09:00-17:00", "2026-11-24T17:00", False),
        ("Mo-Fr 09:00-17:00; Sa 10:00-14:00", "2026-11-28T10:00", True),
        ("Mo-Su 18:00-02:00", "2026-11-24T01:30", True),
        ("Mo-Su 09:00-17:00; PH off", "2026-12-25T10:00", False),
        ("Fr-Mo 09:00-12:00,13:00-15:00", "2026-11-29T13:30", True),
        ("evenings", "2026-11-24T16:59", None),
        (None, "2026-11-24T16:59", None),
    ],
)
def test_opening_hours(text: str | None, at: str, is_open: bool | None) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert hours.is_open(text, "Europe/London", moment, "GB-ENG") is is_open


def test_a_closed_line_says_when_it_opens_next() -> None:
    text, friday = "Mo-Fr 09:00-17:00; PH off", datetime(2026, 12, 24, 18, tzinfo=UTC)
    opens = hours.next_opening(text, "Europe/London", friday, "GB-ENG")
    assert opens is not None and opens.strftime("%a %d %H:%M") == "Tue 29 09:00"
