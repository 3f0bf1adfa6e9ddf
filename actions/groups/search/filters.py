"""Hard filters: what slots forbid or demand, as SQL over meeting, grp and source. Nothing is relaxed here."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, true

from actions.groups import taxonomy
from actions.groups.models import MODES, Grp, Meeting, MeetingTag, Source

Clause = ColumnElement[bool]
REMOTE = MODES["online"] | MODES["phone"] | MODES["text"] | MODES["vr"]
_BIPOC = {"black", "latino", "asian", "indigenous"}


def tagged(scheme: str, codes: list[str]) -> Clause:
    """The meeting has one of these codes in a scheme."""
    return exists().where(MeetingTag.meeting_id == Meeting.id, MeetingTag.scheme == scheme, MeetingTag.code.in_(codes))


def any_tag(scheme: str) -> Clause:
    """The meeting has any code in a scheme."""
    return exists().where(MeetingTag.meeting_id == Meeting.id, MeetingTag.scheme == scheme)


def mask(modes: list[str]) -> int:
    """The bits of some modalities."""
    return sum(MODES[m] for m in set(modes) if m in MODES)


def topics_for(asked: list[str]) -> list[str]:
    """Topics whose groups fit: the asked ones, their parents', and what lies below a general one."""
    known = taxonomy.load()
    found = set(asked)
    for topic in asked:
        found |= set(known.ancestors(topic)) | set(known.descendants(topic))
    return sorted(found)


def clauses(slots: dict[str, Any], now: datetime, *, care: str | None, confirmed_only: bool = False) -> list[Clause]:
    """Everything that must hold for a listing to be offered for these slots."""
    made: list[Clause] = [Meeting.status == "published", _fresh(now, confirmed_only)]
    readers: tuple[Callable[[dict[str, Any]], list[Clause]], ...] = (
        _topic,
        _who,
        _relation,
        _gender,
        _audience,
        _ways,
        _platforms,
        _room,
        _language,
    )
    for reader in readers:
        made += reader(slots)
    return made + _age(slots, care)


def _fresh(now: datetime, confirmed_only: bool) -> Clause:
    # Past twice its limit a source is not offered at all; limits in use are 14 and 180 days.
    alive = or_(
        and_(Source.stale_after_days <= 14, Source.last_ok_at > now - timedelta(days=28)),
        and_(Source.stale_after_days > 14, Source.last_ok_at > now - timedelta(days=360)),
    )
    return and_(alive, Source.kind != "manual") if confirmed_only else or_(alive, Source.kind == "manual")


def _topic(slots: dict[str, Any]) -> list[Clause]:
    made: list[Clause] = []
    if topics := slots.get("topics"):
        made.append(tagged("topic", topics_for(topics)))
    if programme := slots.get("programme"):
        made.append(Meeting.programme.in_(programme))
    if unwanted := slots.get("not_programme"):
        made.append(Meeting.programme.not_in(unwanted))
    return made


def _who(slots: dict[str, Any]) -> list[Clause]:
    role = slots.get("role")
    if role == "carer":
        return [tagged("role", ["carer", "loved_one"])]
    return [tagged("role", [role])] if role else []


def _relation(slots: dict[str, Any]) -> list[Clause]:
    if slots.get("programme") or slots.get("name") or slots.get("role") not in ("loved_one", "bereaved", "carer"):
        return []
    relation = slots.get("relation")
    return [or_(not_(any_tag("relation")), tagged("relation", [relation]))] if relation else [not_(any_tag("relation"))]


def _gender(slots: dict[str, Any]) -> list[Clause]:
    wanted = slots.get("gender_only")
    if wanted:
        return [Meeting.gender_only == wanted]
    if slots.get("name"):
        return []
    audience = set(slots.get("audience") or ())
    own = "women" if audience & {"mothers", "lesbian"} else "men" if "fathers" in audience else None
    return [or_(Meeting.gender_only.is_(None), Meeting.gender_only == own) if own else Meeting.gender_only.is_(None)]


def _audience(slots: dict[str, Any]) -> list[Clause]:
    asked = set(slots.get("audience") or ())
    made: list[Clause] = []
    if slots.get("audience_only") and asked:
        made.append(tagged("tag", sorted(asked)))
    if slots.get("name"):
        return made
    mine = sorted(asked | ({"bipoc"} if asked & _BIPOC else set()) | _young(slots, asked))
    made.append(or_(Meeting.audience_only.is_(None), tagged_only(mine)) if mine else Meeting.audience_only.is_(None))
    return made


def _young(slots: dict[str, Any], asked: set[str]) -> set[str]:
    """The audiences somebody belongs to by age; the groups' own age limits are filtered beside."""
    if slots.get("age", 99) < 20 or "teens" in asked:
        return {"alateen", "teens", "young_people"}
    return {"young_people"} if slots.get("age", 99) < 26 else set()


def tagged_only(codes: list[str]) -> Clause:
    """The meeting is only for one of these audiences."""
    return or_(*[Meeting.audience_only.like(f"%{code}%") for code in codes]) if codes else false()


def _ways(slots: dict[str, Any]) -> list[Clause]:
    made: list[Clause] = []
    if wanted := mask(slots.get("modality") or []):
        made.append(Meeting.modes.op("&")(wanted) != 0)
    if unwanted := mask(slots.get("not_modality") or []):
        made.append(Meeting.modes.op("&")(31 & ~unwanted) != 0)
    if slots.get("camera") == "off":
        made.append(Grp.camera != "required")
    if slots.get("anonymity") == "required":
        made.append(Grp.anonymity != "real_name")
    return made


def _platforms(slots: dict[str, Any]) -> list[Clause]:
    made: list[Clause] = []
    if wanted := slots.get("platform"):
        made.append(tagged("platform", wanted))
    if unwanted := slots.get("not_platform"):
        made.append(not_(tagged("platform", unwanted)))
    return made


def _room(slots: dict[str, Any]) -> list[Clause]:
    made: list[Clause] = []
    if (faith := slots.get("faith")) and faith != "any":
        made.append(Grp.faith == faith)
    made += [tagged("access", [a]) for a in slots.get("access") or []]
    if "proof_of_attendance" in (slots.get("attr") or []):
        made.append(tagged("tag", ["proof_of_attendance"]))
    if slots.get("open_closed"):
        made.append(Meeting.open_closed == slots["open_closed"])
    if kinds := slots.get("kind"):
        made.append(Grp.kind.in_(kinds))
    return made


def _language(slots: dict[str, Any]) -> list[Clause]:
    asked = slots.get("languages")
    if asked and "en" not in asked:
        return [tagged("language", asked)]
    return [or_(not_(any_tag("language")), tagged("language", asked or ["en"]))]


def _age(slots: dict[str, Any], care: str | None) -> list[Clause]:
    age = slots.get("age")
    young = care == "age_gate" or (age is not None and age < 18)
    if young:
        years = age if age is not None and age < 18 else 15
        return [
            Grp.min_age.is_not(None),
            Grp.min_age <= years,
            or_(Grp.max_age.is_(None), Grp.max_age >= years),
            Grp.moderated.in_(("live", "post")),
        ]
    if age is not None:
        return [or_(Grp.min_age.is_(None), Grp.min_age <= age), or_(Grp.max_age.is_(None), Grp.max_age >= age)]
    teens = {"teens", "young_people", "students"} & set(slots.get("audience") or ())
    return [true() if teens or slots.get("name") else or_(Grp.max_age.is_(None), Grp.max_age >= 25)]
