"""The built-in communities: who must be there, what each says, and helplines kept apart."""

import re
from datetime import datetime

import pytest
from sqlalchemy import Engine, select

from actions import storage
from actions.groups import taxonomy
from actions.groups.importers import catalogue, run
from actions.groups.models import Grp, Meeting, Schedule
from actions.groups.search import curation

# What the article that began all this names, and what we would be poorer without.
NAMED = (
    "Al-Anon", "ADAA", "Facebook", "r/StopDrinking", "7 Cups", "COVID", "Sermo", "Discord", "VRChat", "Innerworld",
    "Alateen", "SMART Recovery", "NAMI", "DBSA", "GriefShare", "Side by Side", "TrevorSpace", "Vet Center",
)  # fmt: skip


def test_all_that_must_be_there_is_there_and_none_has_closed() -> None:
    names = " | ".join(str(e["name"]) for e in catalogue.entries())
    assert [n for n in NAMED if n.lower() not in names.lower()] == []
    assert "altspace" not in names.lower()


def test_each_says_who_it_is_for_how_private_it_is_and_where_its_page_is() -> None:
    topics = taxonomy.load().topics
    for entry in catalogue.entries():
        assert str(entry["home_page"]).startswith("https://"), entry["key"]
        assert set(entry["roles"]) <= {"self", "loved_one", "bereaved", "carer", "professional"} and entry["roles"]
        assert set(entry["topics"]) <= set(topics) | {"other"}, entry["key"]
        assert entry["anonymity"] in ("anonymous", "first_name", "pseudonym", "real_name", "unknown")
        assert "min_age" in entry and entry.get("moderated", "unknown") in ("none", "post", "live", "unknown")
        assert not re.search(r"\d{3}[ -]?\d{3}", str(entry["about"])), "no telephone numbers"


@pytest.mark.parametrize("missing", catalogue.NEEDED)
def test_an_entry_that_lacks_a_field_is_refused(missing: str) -> None:
    whole = catalogue.entries()[0]
    outcome = catalogue.read([{k: v for k, v in whole.items() if k != missing}])[0]
    assert outcome.rejected == f"{missing} is missing" and outcome.listing is None


def test_forums_and_headset_rooms_are_listings_like_meetings(sqlite: Engine, now: datetime) -> None:
    first, second = run.load_builtin(sqlite, now=now), run.load_builtin(sqlite, now=now)
    assert first.rejected == [] and (second.added, second.changed) == (0, 0)
    with storage.reading(sqlite) as db:
        ways = {m.modality for m in db.scalars(select(Meeting).where(Meeting.status == "published"))}
        assert {"text", "vr", "hybrid"} <= ways
        club = db.execute(select(Schedule).join(Meeting).join(Grp).where(Grp.key == "andys_man_club")).scalar_one()
        assert (club.rrule, club.holiday_rule) == ("FREQ=WEEKLY;BYDAY=MO", "skip_public:GB-ENG")


@pytest.mark.parametrize(
    ("name", "says"), [("r/StopDrinking", "to read and write"), ("Families Anonymous", "A first meeting")]
)
def test_a_first_visit_is_told_as_one_takes_part(sqlite: Engine, now: datetime, name: str, says: str) -> None:
    run.load_builtin(sqlite, now=now)
    with storage.reading(sqlite) as db:
        public_id = db.scalar(select(Meeting.public_id).where(Meeting.title.contains(name)))
    assert public_id and says in curation.join_details(sqlite, public_id)
