"""Applying outcomes to the directory: what is new, changed, same, gone; the 70 % rule; one transaction a source."""

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from actions.groups.importers import rows as table_rows
from actions.groups.importers.fetch import Known
from actions.groups.importers.listing import Listing, Outcome, sha_of
from actions.groups.importers.report import Into as Into
from actions.groups.importers.report import Report as Report
from actions.groups.models import ImportRun, Meeting, RawRecord, Source
from actions.storage import reading, writing

BATCH = 500


@dataclass(frozen=True)
class _Ready:
    outcome: Outcome
    listing: Listing
    payload: str
    sha: str


def run(
    engine: Engine,
    into: Into,
    outcomes: Sequence[Outcome],
    *,
    now: datetime,
    dry_run: bool = False,
    force: str | None = None,
    sha256: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Apply (or, with `dry_run`, only compare) the outcomes of one reading of a source."""
    began = time.perf_counter()
    report = Report(into.key, rows_in=len(outcomes))
    ready = _sort(outcomes, report)
    with (reading if dry_run else writing)(engine) as db:
        _Import(db, into, report, now, sha256, progress or (lambda done, of: None)).go(ready, dry_run, force)
    report.took_ms = round((time.perf_counter() - began) * 1000, 1)
    return report


def known_version(engine: Engine, key: str) -> Known:
    """The version of a source that was read and applied last."""
    with reading(engine) as db:
        row = db.execute(select(Source.etag, Source.last_modified).where(Source.key == key)).first()
    return Known(row.etag, row.last_modified) if row else Known()


def unchanged(engine: Engine, key: str, now: datetime, *, dry_run: bool = False) -> Report:
    """The server says that nothing changed since the last good reading: every row is confirmed as it is."""
    with (reading if dry_run else writing)(engine) as db:
        source = db.scalars(select(Source).where(Source.key == key)).one()
        count = db.scalar(select(func.count()).where(RawRecord.source_id == source.id, RawRecord.missed == 0)) or 0
        if not dry_run:
            source.last_fetched_at = source.last_ok_at = now
            source.last_error = None
    return Report(key, "dry_run" if dry_run else "applied", rows_in=count, same=count)


def _sort(outcomes: Sequence[Outcome], report: Report) -> list[_Ready]:
    ready = []
    warnings: Counter[str] = Counter()
    for outcome in outcomes:
        warnings.update(outcome.warnings)
        report.secrets_removed += outcome.secrets
        if outcome.listing is None:
            report.rejected.append({"row": outcome.row, "key": outcome.key, "reason": outcome.rejected})
            continue
        payload = json.dumps(outcome.listing.payload() | {"review": outcome.review}, sort_keys=True, ensure_ascii=False)
        ready.append(_Ready(outcome, outcome.listing, payload, sha_of(payload, outcome.listing.secret)))
    report.warnings = dict(warnings.most_common(100))
    return ready


class _Import:
    def __init__(
        self,
        db: Session,
        into: Into,
        report: Report,
        now: datetime,
        sha256: str | None,
        progress: Callable[[int, int], None],
    ) -> None:
        self.db, self.into, self.report, self.now, self.sha256, self.progress = db, into, report, now, sha256, progress

    def go(self, ready: list[_Ready], dry_run: bool, force: str | None) -> None:
        if not dry_run:
            table_rows.lock_ids(self.db)
        source = self.db.scalar(select(Source).where(Source.key == self.into.key))
        known = self._known(source)
        fresh, altered, same = self._compare(ready, known)
        present = {r.listing.key for r in ready}
        gone = [k for k in known if k not in present]
        self._count(fresh, altered, same, gone)
        self.report.refused_because = None if force else self._refusal(source, ready, altered, known)
        if dry_run:
            self.report.status = "refused" if self.report.refused_because else "dry_run"
            return
        source = source or self._new_source()
        run_row = self._run_row(source)
        if self.report.refused_because:
            self.report.status = run_row.status = "refused"
            return
        self._apply(source, run_row, fresh, altered, same, gone, known)
        source.last_ok_at = self.now
        source.expected_rows = len(ready)
        source.etag, source.last_modified, source.last_error = self.into.etag, self.into.last_modified, None

    def _known(self, source: Source | None) -> dict[str, tuple[int, str, int, str]]:
        """key -> (raw id, sha, times missed, payload) of everything this source gave before."""
        if source is None:
            return {}
        found = self.db.execute(
            select(
                RawRecord.external_key, RawRecord.id, RawRecord.payload_sha, RawRecord.missed, RawRecord.payload_json
            ).where(RawRecord.source_id == source.id)
        )
        return {key: (raw, sha, missed, payload) for key, raw, sha, missed, payload in found}

    def _compare(
        self, ready: list[_Ready], known: dict[str, tuple[int, str, int, str]]
    ) -> tuple[list[_Ready], list[_Ready], list[_Ready]]:
        fresh, altered, same = [], [], []
        for row in ready:
            before = known.get(row.listing.key)
            if before is None:
                fresh.append(row)
            elif row.outcome.keep_secret and before[3] == row.payload and before[2] == 0:
                same.append(row)
            elif before[1] != row.sha or before[2] > 0:
                altered.append(row)
            else:
                same.append(row)
        return fresh, altered, same

    def _count(self, fresh: list[_Ready], altered: list[_Ready], same: list[_Ready], gone: list[str]) -> None:
        report = self.report
        for row in (*fresh, *altered):
            if row.outcome.review:
                report.review.append(
                    {
                        "row": row.outcome.row,
                        "key": row.listing.key,
                        "reason": row.outcome.review,
                        "guess": row.outcome.guess,
                    }
                )
        report.added = sum(1 for r in fresh if not r.outcome.review)
        report.changed = sum(1 for r in altered if not r.outcome.review)
        report.same, report.vanished = len(same), len(gone)

    def _refusal(
        self,
        source: Source | None,
        ready: list[_Ready],
        altered: list[_Ready],
        known: dict[str, tuple[int, str, int, str]],
    ) -> str | None:
        if not ready:
            return "no row of the feed can be used"
        expected = source.expected_rows if source else None
        if expected and len(ready) < 0.7 * expected:
            return f"only {len(ready)} usable rows, {expected} expected: under 70 %"
        moved = 0
        for row in altered:
            before = json.loads(known[row.listing.key][3])
            after = json.loads(row.payload)
            names = sorted(k for k in after if before.get(k) != after[k])
            self.report.changes.append({"key": row.listing.key, "fields": names})
            when = [[(s.get("weekday"), s.get("tz")) for s in one["schedules"]] for one in (before, after)]
            moved += when[0] != when[1]
        if len(known) >= 10 and moved > 0.2 * len(known):
            return f"{moved} of {len(known)} known rows change day or zone: over 20 %"
        return None

    def _new_source(self) -> Source:
        source = Source(key=self.into.key, name=self.into.name or self.into.key, kind=self.into.kind)
        self.db.add(source)
        self.db.flush()
        return source

    def _run_row(self, source: Source) -> ImportRun:
        source.kind, source.last_fetched_at = self.into.kind, self.now
        source.url = self.into.url or source.url
        source.name = self.into.name or source.name
        source.licence = self.into.licence or source.licence
        source.programme_default = self.into.programme or source.programme_default
        source.tz_default = self.into.tz or source.tz_default
        source.stale_after_days = self.into.stale_after_days
        source.refresh_minutes = self.into.refresh_minutes or source.refresh_minutes
        source.options = json.dumps(self.into.extras) if self.into.extras else source.options
        report = self.report
        run_row = ImportRun(
            source_id=source.id,
            started_at=self.now,
            finished_at=self.now,
            status="applied",
            rows_in=report.rows_in,
            added=report.added,
            changed=report.changed,
            same=report.same,
            vanished=report.vanished,
            rejected=len(report.rejected),
            review=len(report.review),
            sha256=self.sha256,
            report_json=json.dumps(
                {"rejected": report.rejected[:2000], "review": report.review[:2000], "warnings": report.warnings}
            ),
        )
        self.db.add(run_row)
        self.db.flush()
        report.run_id = run_row.id
        return run_row

    def _apply(
        self,
        source: Source,
        run_row: ImportRun,
        fresh: list[_Ready],
        altered: list[_Ready],
        same: list[_Ready],
        gone: list[str],
        known: dict[str, tuple[int, str, int, str]],
    ) -> None:
        total = len(fresh) + len(altered)
        self.progress(0, total)
        writer = table_rows.Writer(self.db, source.id, source.key, run_row.id, self.now)
        for at in range(0, len(fresh), BATCH):
            writer.add([(r.listing, r.outcome.review, r.payload, r.sha) for r in fresh[at : at + BATCH]])
            self.progress(min(at + BATCH, len(fresh)), total)
        for at in range(0, len(altered), BATCH):
            writer.replace([(r.listing, r.outcome.review, r.payload, r.sha) for r in altered[at : at + BATCH]])
            self.progress(len(fresh) + min(at + BATCH, len(altered)), total)
        self._seen([known[r.listing.key][0] for r in same], run_row.id)
        self._missed(source.id, gone, known)

    def _seen(self, raw_ids: list[int], run_id: int) -> None:
        for at in range(0, len(raw_ids), BATCH):
            self.db.execute(
                update(RawRecord)
                .where(RawRecord.id.in_(raw_ids[at : at + BATCH]))
                .values(seen_last=self.now, run_id=run_id)
            )

    def _missed(self, source_id: int, gone: list[str], known: dict[str, tuple[int, str, int, str]]) -> None:
        """A row absent once is remembered; absent twice in a row it is hidden, and comes back with its history."""
        for at in range(0, len(gone), BATCH):
            part = gone[at : at + BATCH]
            self.db.execute(
                update(RawRecord)
                .where(RawRecord.id.in_([known[k][0] for k in part]))
                .values(missed=RawRecord.missed + 1)
            )
            twice = [k for k in part if known[k][2] >= 1]
            self.db.execute(
                update(Meeting)
                .where(
                    Meeting.source_id == source_id,
                    Meeting.external_key.in_(twice),
                    Meeting.status.in_(("published", "pending")),
                )
                .values(status="inactive")
            )
