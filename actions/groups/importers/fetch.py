"""Getting a feed from a file or over http(s): bounded, timed, and with an error that says what to do."""

import gzip
import io
import json
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

LIMIT_BYTES = 20 * 1024 * 1024
TIMEOUT_S = 10  # to connect, and between two pieces
WHOLE_S = 120  # for the whole of a feed, however slowly it drips
AGENT = "Peerline groups importer (+https://peerline.example.org)"


class BadFeed(Exception):
    """A feed that cannot be used. `hint` says what to do. Nothing was changed."""

    def __init__(self, says: str, hint: str) -> None:
        super().__init__(says)
        self.says, self.hint = says, hint


@dataclass(frozen=True)
class Document:
    """Bytes of a feed (unpacked), where they came from, whether that is a live address, and what the server said of
    its version. `unchanged`: the server answered that nothing changed since; then there is no content."""

    content: bytes
    origin: str
    live: bool = False
    etag: str | None = None
    last_modified: str | None = None
    unchanged: bool = False


@dataclass(frozen=True)
class Known:
    """The version of a feed that was read last, as its server named it."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """What asks the server for the feed only if it changed."""
        asks = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {k: v for k, v in asks.items() if v}


def is_url(where: str) -> bool:
    """Whether the text looks like an address with a scheme rather than a file."""
    return "://" in where


def get(where: str, http: Callable[..., Any] = requests.get, known: Known | None = None) -> Document:
    """Read a file or an http(s) URL. Raises BadFeed for anything else, too large, unreachable or not there."""
    if is_url(where):
        return _from_web(where, http, known or Known())
    path = Path(where)
    if not path.is_file():
        raise BadFeed(f"{where}: no such file.", "Give a file that exists, or an http(s) address.")
    if path.stat().st_size > LIMIT_BYTES:
        raise BadFeed(
            "The file is over 20 MB.", "Split it by region or programme, or use the publisher's smaller feed."
        )
    return Document(_unpack(path.read_bytes()), str(path))


def _from_web(url: str, http: Callable[..., Any], known: Known) -> Document:
    if urlsplit(url).scheme not in ("http", "https"):
        raise BadFeed("Only http and https addresses are read.", "Download the file and give its path.")
    asks = {"User-Agent": AGENT, **known.headers()}
    try:
        with http(url, timeout=TIMEOUT_S, stream=True, headers=asks) as answer:
            said = getattr(answer, "headers", None) or {}
            if answer.status_code == 304:
                return Document(b"", url, live=True, unchanged=True, etag=known.etag, last_modified=known.last_modified)
            if answer.status_code != 200:
                raise BadFeed(
                    f"The server answered {answer.status_code}.", "Open the address in a browser and check it."
                )
            content = _pieces(answer)
    except requests.RequestException as error:
        raise BadFeed(
            f"The address could not be read ({type(error).__name__}).",
            "Check the address and the network, then try again.",
        ) from error
    return Document(_unpack(content), url, True, said.get("ETag"), said.get("Last-Modified"))


def _pieces(answer: Any) -> bytes:
    content = bytearray()
    until = time.monotonic() + WHOLE_S
    for chunk in answer.iter_content(65536):
        content += chunk
        if len(content) > LIMIT_BYTES:
            raise BadFeed("The feed is over 20 MB.", "Ask the publisher for a feed by region.")
        if time.monotonic() > until:
            raise BadFeed(f"The feed was not there after {WHOLE_S} s.", "Try again later, or ask the publisher.")
    return bytes(content)


def _unpack(content: bytes) -> bytes:
    """The content, gunzipped when it is gzip; a packed feed may not grow past five times the limit."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            plain = packed.read(5 * LIMIT_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadFeed("The gzip file is damaged.", "Download it again.") from error
    if len(plain) > 5 * LIMIT_BYTES:
        raise BadFeed("The feed unpacks to over 100 MB.", "Ask the publisher for a feed by region.")
    return plain


def text_of(document: Document, *, page: bool = False) -> str:
    """The document as text. Raises BadFeed for binary content and (unless `page`) web pages."""
    content = document.content
    if not content.strip():
        raise BadFeed("The feed is empty.", "Check that the publisher's feed is on.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFeed(
            "The feed is not text.", "It may be a picture, a spreadsheet or a packed file: export it as JSON."
        ) from error
    if "\0" in text:
        raise BadFeed("The feed is not text.", "It holds binary data: export it as JSON.")
    if text.lstrip()[:1] == "<" and not page:
        raise BadFeed(
            "The feed is a web page, not JSON.", "Give the address of the JSON feed itself, often ending in .json."
        )
    return text


def json_of(document: Document) -> Any:
    """The document as JSON. Raises BadFeed when it is not."""
    text = text_of(document)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise BadFeed(
            f"The feed is not valid JSON{where}.", "Download it again; if it stays so, tell the publisher."
        ) from error


def rows_of(data: Any, names: tuple[str, ...], needs: tuple[str, ...], kind: str) -> list[Any]:
    """The list of rows of a JSON feed: the feed itself, or what stands under one of `names`.

    Raises BadFeed when it is no list of objects, or no row has any of the fields `needs`.
    """
    if isinstance(data, dict):
        data = next((data[n] for n in names if isinstance(data.get(n), list)), data)
    if not isinstance(data, list):
        raise BadFeed(
            "The feed is JSON, but not a list of meetings.",
            f"{kind} feeds hold one object a meeting; this is something else.",
        )
    if not data or not any(isinstance(row, dict) for row in data):
        raise BadFeed("The feed holds no meetings.", "Check that the publisher's feed is on; nothing was changed.")
    if not any(isinstance(row, dict) and any(n in row for n in needs) for row in data):
        raise BadFeed(f"The rows have neither {' nor '.join(needs)}.", f"This is not a {kind} feed: check --kind.")
    return data


def json_lines(document: Document) -> list[Any]:
    """The objects of a JSON-lines feed; a line that is not JSON becomes None. Raises BadFeed when none is."""
    rows: list[Any] = []
    for line in text_of(document).split("\n"):
        if line.strip():
            try:
                rows.append(json.loads(line))
            except (ValueError, RecursionError):
                rows.append(None)
    if not any(isinstance(r, dict) for r in rows):
        raise BadFeed("No line of the file is a JSON object.", "Give one JSON object a line.")
    return rows
