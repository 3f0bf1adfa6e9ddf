"""Listings to table rows, in batches: ids are assigned here, so that a batch is one statement a table."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from actions.groups.importers import edits, row_parts
from actions.groups.importers.listing import Listing, Sched
from actions.groups.models import (
    MODES,
    Channel,
    Grp,
    Location,
    Meeting,
    MeetingTag,
    NameWord,
    RawRecord,
    Schedule,
    ScheduleException,
    Slot,
)

Item = tuple[Listing, str | None, str, str]  # listing, reason for review, payload, sha
CHILDREN: tuple[Any, ...] = (Schedule, ScheduleException, Slot, Location, Channel, MeetingTag, NameWord)


def lock_ids(db: Session) -> None:
    """Ids are counted on from the highest: on PostgreSQL one writer at a time, until its transaction ends. (SQLite has
    one writer anyway.)"""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(711001)"))


class Writer:
    """Writes batches of listings of one source within the caller's transaction."""

    def __init__(self, db: Session, source_id: int, source_key: str, run_id: int, now: datetime) -> None:
        self.db, self.source_id, self.source_key, self.run_id, self.now = db, source_id, source_key, run_id, now
        self._next: dict[Any, int] = {}
        self._groups: dict[str, int] = {
            key: i for i, key in db.execute(select(Grp.id, Grp.key).where(Grp.source_id == source_id))
        }

    def add(self, items: Sequence[Item]) -> None:
        """New listings."""
        rows: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        edited = edits.of(self.db, [row_parts.public_id(self.source_key, i[0].key) for i in items])
        for listing, review, payload, sha in items:
            meeting_id = self._id(Meeting)
            public_id = row_parts.public_id(self.source_key, listing.key)
            rows[RawRecord].append(
                {
                    "id": self._id(RawRecord),
                    "source_id": self.source_id,
                    "run_id": self.run_id,
                    "external_key": listing.key,
                    "payload_json": payload,
                    "payload_sha": sha,
                    "seen_first": self.now,
                    "seen_last": self.now,
                    "missed": 0,
                }
            )
            listing = edits.apply(self.db, listing, edited.get(public_id, []), self.now)
            grp_id = self._group(listing, rows)
            rows[Meeting].append(
                {
                    "id": meeting_id,
                    "source_id": self.source_id,
                    "external_key": listing.key,
                    "public_id": public_id,
                    "review": review,
                    **self._meeting(listing, grp_id),
                    "status": row_parts.status_of(listing, review),
                }
            )
            self._children(listing, meeting_id, rows)
        self._write(rows)

    def replace(self, items: Sequence[Item]) -> None:
        """Changed listings: a meeting keeps its id and what people decided about it; its parts are written anew."""
        known = {
            m.external_key: m
            for m in self.db.execute(
                select(
                    Meeting.external_key,
                    Meeting.id,
                    Meeting.grp_id,
                    Meeting.status,
                    Meeting.review,
                    Meeting.public_id,
                    Meeting.merged_into,
                ).where(Meeting.source_id == self.source_id, Meeting.external_key.in_([i[0].key for i in items]))
            )
        }
        for table in reversed(CHILDREN):
            self.db.execute(delete(table).where(table.meeting_id.in_([m.id for m in known.values()])))
        public_ids = [m.public_id for m in known.values()]
        edited, reported = edits.of(self.db, public_ids), edits.reported(self.db, public_ids)
        rows: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for listing, review, payload, sha in items:
            before = known[listing.key]
            self._raw(listing, payload, sha)
            listing = edits.apply(self.db, listing, edited.get(before.public_id, []), self.now)
            status = row_parts.status_after(listing, review, before, before.public_id in reported)
            self.db.execute(update(Grp).where(Grp.id == before.grp_id).values(**self._grp(listing)))
            self.db.execute(
                update(Meeting)
                .where(Meeting.id == before.id)
                .values(**self._meeting(listing, before.grp_id), status=status, review=review)
            )
            self._children(listing, before.id, rows)
        self._write(rows)

    def _raw(self, listing: Listing, payload: str, sha: str) -> None:
        self.db.execute(
            update(RawRecord)
            .where(RawRecord.source_id == self.source_id, RawRecord.external_key == listing.key)
            .values(payload_json=payload, payload_sha=sha, seen_last=self.now, run_id=self.run_id, missed=0)
        )

    def _id(self, table: Any) -> int:
        if table not in self._next:
            self._next[table] = (self.db.scalar(select(func.max(table.id))) or 0) + 1
        self._next[table] += 1
        return self._next[table] - 1

    def _group(self, listing: Listing, rows: dict[Any, list[dict[str, Any]]]) -> int:
        key = listing.group_key or listing.key
        if key not in self._groups:
            self._groups[key] = self._id(Grp)
            rows[Grp].append({"id": self._groups[key], "source_id": self.source_id, "key": key, **self._grp(listing)})
        return self._groups[key]

    @staticmethod
    def _grp(listing: Listing) -> dict[str, Any]:
        names = (
            "name",
            "organisation",
            "home_page",
            "description",
            "kind",
            "moderated",
            "cost",
            "registration",
            "entry",
            "anonymity",
            "camera",
            "faith",
            "min_age",
            "max_age",
            "country",
        )
        return {n: getattr(listing, n) for n in names}

    @staticmethod
    def _meeting(listing: Listing, grp_id: int) -> dict[str, Any]:
        facets = {
            n: list(getattr(listing, n))
            for n in (
                "topics",
                "roles",
                "relations",
                "tags",
                "languages",
                "access",
                "audience_only",
                "platforms",
                "modes",
            )
        }
        return {
            "grp_id": grp_id,
            "title": listing.name,
            "programme": listing.programme[:40],
            "modality": listing.modality,
            "modes": sum(MODES[m] for m in set(listing.modes)),
            "platform": listing.platforms[0] if listing.platforms else None,
            "place_closed": listing.place_closed,
            "open_closed": listing.open_closed,
            "gender_only": listing.gender_only,
            "audience_only": ",".join(listing.audience_only)[:60] or None,
            "notes": listing.notes,
            "timed": any(s.weekday is not None and s.start and s.tz for s in listing.schedules),
            "facets": json.dumps(facets, ensure_ascii=False),
        }

    def _children(self, listing: Listing, meeting_id: int, rows: dict[Any, list[dict[str, Any]]]) -> None:
        mine = {"meeting_id": meeting_id}
        for s in listing.schedules:
            self._schedule(s, mine, rows)
        if place := listing.place:
            rows[Location].append({"id": self._id(Location), **mine, **place.__dict__})
        if listing.channel_kind:
            rows[Channel].append({"id": self._id(Channel), **mine, **row_parts.channel(listing)})
        rows[MeetingTag] += [
            {**mine, "scheme": s, "code": c[:40], "polarity": p}
            for s, c, p in {(s, c): (s, c, p) for s, c, p in row_parts.tags_of(listing)}.values()
        ]
        rows[NameWord] += [{**mine, "word": w} for w in row_parts.words_of(listing.name)]

    def _schedule(self, s: Sched, mine: dict[str, Any], rows: dict[Any, list[dict[str, Any]]]) -> None:
        schedule_id = self._id(Schedule)
        rows[Schedule].append({"id": schedule_id, **mine, **row_parts.schedule(s)})
        rows[ScheduleException] += [
            {"id": self._id(ScheduleException), **mine, "schedule_id": schedule_id, **row_parts.one_date(e)}
            for e in s.exceptions
        ]
        rows[Slot] += [{"id": self._id(Slot), **mine, **slot} for slot in row_parts.slots_of(s)]

    def _write(self, rows: dict[Any, list[dict[str, Any]]]) -> None:
        for table in (RawRecord, Grp, Meeting, *CHILDREN):
            if rows[table]:
                # Core, not ORM: one statement a table, whatever columns of a row are empty.
                self.db.connection().execute(insert(table.__table__), rows[table])
