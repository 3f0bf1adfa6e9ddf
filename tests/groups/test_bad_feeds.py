"""A feed that cannot be used gives a clear error with what to do, exit code 1, and changes nothing."""

import gzip
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner
from sqlalchemy import Engine, func, select

from actions import storage
from actions.groups.cli import groups
from actions.groups.importers import fetch, run
from actions.groups.models import Source

BAD = {
    "not json": b'[{"slug": "a", "name": ',
    "wrong shape": b'{"hello": 1}',
    "numbers": b"[1, 2, 3]",
    "empty list": b"[]",
    "empty": b"",
    "other objects": b'[{"title": "x"}]',
    "web page": b"<!doctype html><html><body>Moved</body></html>",
    "binary": bytes(range(256)) * 10,
    "nul": b'[{"slug":"a","name":"b\0"}]',
    "torn gzip": gzip.compress(b"[]" * 1000)[:20],
    "deep": b"[" * 200_000,
    "huge": b" " * (50 * 1024 * 1024),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_a_bad_feed_is_refused(tmp_path: Path, content: bytes) -> None:
    path, db = tmp_path / "feed.json", f"sqlite:///{tmp_path}/g.db"
    path.write_bytes(content)
    done = CliRunner().invoke(groups, ["import", str(path), "--kind", "meeting-guide", "--source", "x", "--db", db])
    assert done.exit_code == 1, done.output
    assert "Nothing was changed" in done.output or "nothing was changed" in done.output
    assert "Traceback" not in done.output
    engine = storage.engine(db)
    with storage.reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(Source)) == 0
    engine.dispose()


@pytest.mark.parametrize("kind", ["meeting-guide", "jsonl"])
def test_a_bad_feed_as_json_is_one_document(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "feed"
    path.write_bytes(b"<html>")
    done = CliRunner().invoke(
        groups, ["import", str(path), "--kind", kind, "--json", "--db", f"sqlite:///{tmp_path}/g.db"]
    )
    assert json.loads(done.stdout)["status"] == "refused"


class Answer:
    """A web server's answer."""

    def __init__(self, status: int, content: bytes) -> None:
        self.status_code, self.content = status, content

    def __enter__(self) -> "Answer":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def iter_content(self, size: int) -> Any:
        return (self.content[i : i + size] for i in range(0, len(self.content), size))


def test_a_feed_is_fetched_with_a_time_limit_and_says_who_asks(sqlite: Engine, now: datetime) -> None:
    asked: list[Any] = []

    def http(url: str, **how: Any) -> Answer:
        asked.append((url, how))
        return Answer(
            200, b'[{"slug":"a","name":"A","day":1,"time":"19:00","timezone":"Europe/London","location":"Hall"}]'
        )

    report = run.run(sqlite, run.Order("https://example.org/feed.json", "meeting-guide"), now=now, http=http)
    assert (report.source, report.added) == ("example.org", 1)
    assert asked[0][1]["timeout"] == 10 and "Peerline" in asked[0][1]["headers"]["User-Agent"]


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("https://example.org/x", Answer(404, b"")),
        ("https://example.org/x", Answer(200, b"x" * (21 * 1024 * 1024))),
        ("ftp://example.org/x", None),
        ("file:///etc/passwd", None),
        ("https://example.org/x", requests.ConnectTimeout()),
    ],
    ids=["404", "21 MB", "ftp", "file", "time-out"],
)
def test_a_bad_address_is_refused(url: str, answer: Any) -> None:
    def http(*_: Any, **__: Any) -> Answer:
        if isinstance(answer, Exception):
            raise answer
        assert answer is not None, "must not be fetched"
        return answer

    with pytest.raises(fetch.BadFeed) as error:
        fetch.get(url, http)
    assert error.value.hint
