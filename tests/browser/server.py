"""A small real door for the browser tests: the widget's API over HTTP, a scripted assistant, and faults on demand.

What it keeps (sessions, messages) survives `stop` and `start`, as the real door's database does.
"""

import contextlib
import json
import socket
import threading
import uuid
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jinja2 import Template

from handoff.channels.web.widget import files

WEB = Path(__file__).parents[2] / "handoff" / "channels" / "web"
ORG = "Harbour Peers"
READS = "A volunteer may read this chat if you ask for a person or sound in danger. It is deleted after 30 days."
DISCLOSURE = "THIS IS A COMPUTER PROGRAM AND NOT A HUMAN BEING. IT IS UNABLE TO FEEL HUMAN EMOTION."
CONTACTS = [
    {"label": "Emergency", "kind": "tel", "href": "tel:202-555-0111", "shown": "555-0111"},
    {"label": "Crisis line", "kind": "tel", "href": "tel:202-555-0188", "shown": "555-0188"},
    {"label": "Crisis line", "kind": "sms", "href": "sms:202-555-0188", "shown": "555-0188"},
]
MENU = ["I want to talk", "Try something short", "Find a group", "A person"]
AT = "2026-03-04T14:05:00+00:00"


@dataclass
class Session:
    """One conversation: every message row as the API shows it, and who speaks."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    speaking: dict[str, Any] = field(default_factory=lambda: {"who": "assistant", "name": None})
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    ended: bool = False


class Door:
    """The API's state and its faults; `url` stays the same over stop and start."""

    def __init__(self) -> None:
        self.lock = threading.Condition()
        self.sessions: dict[str, Session] = {}
        self.calls: list[tuple[str, str, dict[str, Any]]] = []
        self.on_shift = False
        self.mute_streams = False
        self.answer_with: list[tuple[int, dict[str, str]]] = []
        self.embeds: dict[str, str] = {}
        self.sockets: set[socket.socket] = set()
        self.policy_for = ""
        self.port = 0
        self.http: Any = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def session(self) -> Session:
        """The newest conversation."""
        return list(self.sessions.values())[-1]

    def start(self) -> None:
        handler = type("Handler", (Handler,), {"door": self})
        self.http = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Close the port and every connection at once, as a killed process does."""
        if self.http is not None:
            http, self.http = self.http, None
            http.shutdown()
            http.server_close()
        self.drop()

    def drop(self) -> None:
        """Cut every open connection."""
        with self.lock:
            for one in list(self.sockets):
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            self.lock.notify_all()

    def say(self, text: str, *, from_: str = "assistant", session: Session | None = None, **more: Any) -> int:
        """Add a row to the conversation, as the door stores it."""
        with self.lock:
            rows = (session or self.session).rows
            row: dict[str, Any] = {"seq": len(rows) + 1, "from": from_, "name": None, "kind": "text", "text": text}
            row |= {"choices": [], "answered": False, "at": AT} | more
            rows.append(row)
            self.lock.notify_all()
            return int(row["seq"])

    def tell(self, event: str, data: dict[str, Any]) -> None:
        """Send an event that is not a message to the streams of the newest conversation."""
        with self.lock:
            if event == "speaking":
                self.session.speaking = data
            self.session.events.append((event, data))
            self.lock.notify_all()

    def volunteer_joins(self, name: str = "Omar") -> None:
        self.say(f"{name} has joined. {name} is a person.", from_="notice", kind="join")
        self.tell("speaking", {"who": "volunteer", "name": name})

    def said(self) -> list[str]:
        """What the person said, in the order stored."""
        return [row["text"] for row in self.session.rows if row["from"] == "person"]

    def begin(self) -> tuple[int, dict[str, Any]]:
        token = uuid.uuid4().hex
        session = Session()
        self.sessions[token] = session
        self.say(f"Hello. I'm {ORG}'s automatic assistant, a computer program and not a person.", session=session)
        self.say(DISCLOSURE, kind="disclosure", session=session)
        self.say("What brings you here today?", choices=MENU, session=session)
        who = {"on_shift": self.on_shift, "next_shift": None if self.on_shift else "today 18:00"}
        body = {"token": token, "org": ORG, "who": who, "reads": READS, "contacts": CONTACTS, "first_seq": 1}
        return 201, body

    def take(self, session: Session, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Store a message once, and answer it by the script."""
        with self.lock:
            for row in session.rows:
                if row.get("client_id") == body["id"]:
                    return 202, {"seq": row["seq"]}
            if len(body.get("text") or "") > 8000:
                return 413, error("message.too_long", "That is longer than one message can be. Send it in parts.")
            text = body.get("text")
            if text is None:
                asked = session.rows[body["choice"]["seq"] - 1]
                asked["answered"] = True
                text = asked["choices"][body["choice"]["n"] - 1]
            seq = self.say(text, from_="person", client_id=body["id"], session=session)
            if session.speaking["who"] == "assistant":
                self.say(f"You said: {text[:60]}", session=session)
            return 202, {"seq": seq}


def error(id_: str, message: str) -> dict[str, Any]:
    return {"error": {"id": id_, "message": message, "hint": "", "fields": {}, "request_id": "r1"}}


class Handler(BaseHTTPRequestHandler):
    """Routes of the API, the widget's files, the demo page and the pages a test embeds the widget in."""

    door: Door
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.door.sockets.add(self.connection)

    def finish(self) -> None:
        self.door.sockets.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        return

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin") or "*")
        self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID")
        self.send_header("Access-Control-Expose-Headers", "Retry-After")
        super().end_headers()

    def answer(self, status: int, body: Any = None, **headers: str) -> None:
        data = b"" if status == 204 else json.dumps(body or {}).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Cache-Control": "no-store", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_OPTIONS(self) -> None:
        self.answer(204)

    def mine(self) -> Session | None:
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        session = self.door.sessions.get(token)
        if session is None or session.ended:
            self.answer(401, error("session.ended", "This chat has ended."))
            return None
        return session

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(raw or b"{}")
        self.door.calls.append(("POST", self.path, body))
        if self.path == "/api/sessions":
            return self.answer(*self.door.begin())
        session = self.mine()
        if session is None:
            return None
        if self.path == "/api/messages":
            if self.door.answer_with:
                status, headers = self.door.answer_with.pop(0)
                return self.answer(status, error("asked.by_test", "Please wait a little."), **headers)
            return self.answer(*self.door.take(session, body))
        if self.path == "/api/forget":
            session.ended = True
        return self.answer(204)

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        if path.path == "/api/events":
            session = self.mine()
            return None if session is None else self.stream(session)
        if path.path == "/api/messages":
            session = self.mine()
            if session is None:
                return None
            after = int(parse_qs(path.query)["after"][0])
            with self.door.lock:
                rows = [row for row in session.rows if row["seq"] > after]
                return self.answer(200, {"messages": rows, "speaking": session.speaking})
        return self.page(path.path)

    def page(self, path: str) -> None:
        door = self.door
        server = door.policy_for or door.url
        policy = f"default-src 'none'; script-src {server}; connect-src {server}"
        if path in door.embeds:
            return self.file(door.embeds[path].encode(), "text/html; charset=utf-8", policy)
        if path == "/demo":
            page = Template((WEB / "demo" / "index.html").read_text(encoding="utf-8"))
            html = page.render(org=ORG, contacts=CONTACTS, leave_url="/weather")
            demo_policy = f"{policy}; style-src {door.url}; img-src data:"
            return self.file(html.encode(), "text/html; charset=utf-8", demo_policy)
        if path == "/demo/demo.css":
            return self.file((WEB / "demo" / "demo.css").read_bytes(), "text/css", policy)
        found = files().get(path.removeprefix("/widget/v1/"))
        if found is not None:
            return self.file(found[1], found[0], policy)
        return self.answer(404, error("not_found", "There is nothing here."))

    def file(self, data: bytes, kind: str, policy: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", policy)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def stream(self, session: Session) -> None:
        """SSE: what came after Last-Event-ID, who speaks, then whatever happens, until the connection goes."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.flush()
        last, told, http = int(self.headers.get("Last-Event-ID") or 0), len(session.events), self.door.http
        self.event("speaking", session.speaking)
        while self.door.http is http and http is not None and self.connection in self.door.sockets:
            with self.door.lock:
                rows = [row for row in session.rows if row["seq"] > last]
                events, told = session.events[told:], len(session.events)
                if not rows and not events:
                    self.door.lock.wait(1)
                    if session.ended:
                        return
                    continue
            for row in rows:
                last = row["seq"]
                self.event("message", row, last)
            for name, data in events:
                self.event(name, data)

    def event(self, name: str, data: dict[str, Any], seq: int | None = None) -> None:
        if self.door.mute_streams:
            return
        number = f"id: {seq}\n" if seq else ""
        self.wfile.write(f"{number}event: {name}\ndata: {json.dumps(data)}\n\n".encode())
        self.wfile.flush()
