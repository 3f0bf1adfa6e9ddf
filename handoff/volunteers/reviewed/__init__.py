"""Reviewed replies: short texts that a volunteer picks in the console, changes if they like, and sends as their own
words. One file a language. They are words in a box until somebody presses Send: the relay treats them like any others.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from handoff import settings
from handoff.channels.sms import segments
from handoff.safety.wording import checks
from handoff.safety.wording.file import WordingError, signed_by_two
from handoff.safety.wording.grade import grade

log = structlog.get_logger()
HERE = Path(__file__).resolve().parent
SITUATIONS = ("opening", "listening", "asking", "safety", "quiet", "handing_over", "closing")
PLACES = frozenset({"volunteer", "emergency", "crisis_short", "crisis_now", "crisis_do"})
TITLE_LIMIT = 30
_PLACE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class Reply:
    """One text to pick. `title` is what the list shows; `text` may hold the places of `PLACES`."""

    id: str
    situation: str
    title: str
    text: str

    def with_values(self, values: Mapping[str, str]) -> str:
        """The text as it goes into the box. Raises KeyError for a place without a value."""
        return _PLACE.sub(lambda place: values[place.group(1)], self.text)


@dataclass(frozen=True, slots=True)
class Replies:
    """A language's replies. `owner` answers for them; `review` is {"state", "by", "on", "seal"}: who has signed."""

    language: str
    owner: str
    review: dict[str, Any]
    situations: dict[str, str]
    replies: tuple[Reply, ...]

    @property
    def seal(self) -> str:
        """A hash of everything that can be picked."""
        return hashlib.blake2b(repr((self.situations, self.replies)).encode(), digest_size=12).hexdigest()

    @property
    def approved(self) -> bool:
        """True once two people have signed exactly these words; one letter changed takes the signature away."""
        return bool(self.review.get("on")) and signed_by_two(self.review, self.seal)

    def find(self, id: str) -> Reply | None:
        """The reply of this id; None when there is none."""
        return next((r for r in self.replies if r.id == id), None)

    def by_situation(self) -> list[tuple[str, list[Reply]]]:
        """(what the situation is called, its replies), in the order of a conversation."""
        return [
            (self.situations[name], [r for r in self.replies if r.situation == name])
            for name in SITUATIONS
            if any(r.situation == name for r in self.replies)
        ]


def read_file(path: Path) -> Replies:
    """Read a file of replies. Raises WordingError for a wrong shape, FileNotFoundError when it is not there."""
    try:
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        rows = tuple(Reply(**{k: str(v) for k, v in row.items()}) for row in data["replies"])
        return Replies(data["language"], str(data["owner"]), dict(data["review"]), dict(data["situations"]), rows)
    except (KeyError, TypeError, AttributeError, ValueError, YAMLError) as wrong:
        raise WordingError([f"wrong shape: {wrong!r}"]) from wrong


@functools.cache
def load(language: str = "en") -> Replies:
    """The replies of a language. Raises WordingError with every finding, FileNotFoundError without a file."""
    replies = read_file(HERE / f"{language}.yml")
    if found := findings(replies):
        raise WordingError(found)
    return replies


def offered(language: str) -> Replies | None:
    """What may be picked in a conversation of this language. None where there is no file, where it may not go out, and
    in production where it is not signed: then volunteers write their own words."""
    name = language.partition("-")[0].lower()
    if not (name.isascii() and name.isalpha() and (HERE / f"{name}.yml").is_file()):
        return None
    try:
        replies = load(name)
    except WordingError as wrong:
        log.error("replies.unfit", what=name, count=len(wrong.findings))
        return None
    return replies if replies.approved or not settings.in_production() else None


# --- what may stand in a file ------------------------------------------------------------------------------------


def findings(replies: Replies) -> list[str]:
    """Everything wrong with a file of replies, one line each; empty when it may go out."""
    found = [f"there is no situation {name}" for name in SITUATIONS if name not in replies.situations]
    found += [f"nobody can tell {id} from the other" for id in _doubled([r.id for r in replies.replies])]
    found += [f"{title!r} stands in the list twice" for title in _doubled([r.title for r in replies.replies])]
    if not replies.owner.strip():
        found.append("nobody answers for these words: owner is empty")
    for reply in replies.replies:
        found += [f"{reply.id}: {says}" for says in _about(reply, replies.language)]
    empty = set(replies.situations) - {r.situation for r in replies.replies}
    return found + [f"{name} has no reply" for name in sorted(empty)]


def _doubled(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _about(reply: Reply, language: str) -> Iterator[str]:
    if reply.situation not in SITUATIONS:
        yield f"there is no situation {reply.situation!r}"
    if not 0 < len(reply.title) <= TITLE_LIMIT:
        yield f"a title of {len(reply.title)} characters, 1 to {TITLE_LIMIT} fit"
    if unknown := sorted(set(_PLACE.findall(reply.text)) - PLACES):
        yield f"unknown places {unknown}"
        return
    yield from checks.words_found(reply.text)
    yield from checks.words_found(reply.title)
    if reply.text.count("?") > 1:
        yield f"{reply.text.count('?')} question marks"
    if language == "en" and (years := grade(reply.text) or 0) > checks.GRADE_LIMIT:
        yield f"reading grade {years:.1f}, {checks.GRADE_LIMIT} at most"
    yield from _about_length(reply)


def _about_length(reply: Reply) -> Iterator[str]:
    """At its longest it is one bubble on the web, and with the volunteer's name before it two segments at most."""
    values = checks.longest_values()
    longest = reply.with_values(values)
    if len(longest) > checks.WEB_LIMIT:
        yield f"{len(longest)} characters, {checks.WEB_LIMIT} at most"
    sms = f"{values['volunteer']}: {longest}"
    if strangers := segments.strangers(sms):
        yield f"characters no text message carries: {strangers}"
    elif (units := segments.count(sms).units) > checks.SMS_LIMIT:
        yield f"{units} units, {checks.SMS_LIMIT} at most"
