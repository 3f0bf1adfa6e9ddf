"""The stand-in as one object: state, Flask app, server on a loopback port, and what tests say to it."""

import socket
import struct
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from handoff.channels.sms.fake import inbound
from handoff.channels.sms.fake.api import DROP, Api
from handoff.channels.sms.fake.control import Control
from handoff.channels.sms.fake.faults import Faults
from handoff.channels.sms.fake.model import Number, OptOut, Plan, SimClock, Text
from handoff.channels.sms.fake.network import Network
from handoff.channels.sms.fake.posting import Post, Poster, over_http
from handoff.channels.sms.line import CALLBACK_POLICY
from handoff.settings import SIMULATOR_SID, SIMULATOR_TOKEN

PUBLIC, STAFF = "+12025550100", "+12025550101"
_STATIC = Path(__file__).with_name("static")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Phone:
    """A phone on the page: whose it is, its number, and the number of ours it writes to."""

    name: str
    number: str
    line: str
    role: str  # person or volunteer


def phones(public: str = PUBLIC, staff: str = STAFF) -> list[Phone]:
    """Two people and three volunteers."""
    people = [Phone(f"Person {n}", f"+1202555011{n}", public, "person") for n in (1, 2)]
    return people + [Phone(f"Volunteer {n}", f"+1202555012{n}", staff, "volunteer") for n in (1, 2, 3)]


def lines(
    app_url: str,
    public: str = PUBLIC,
    staff: str = STAFF,
    *,
    public_words: OptOut | None = None,
    staff_words: OptOut | None = None,
    rate: float | None = None,
) -> list[Number]:
    """Our two numbers, with the webhooks that the application has at `app_url`."""

    def webhook(line: str) -> str:
        return f"{app_url.rstrip('/')}/sms/in/{line}#{CALLBACK_POLICY}"

    return [
        Number(public, webhook("public"), opt_out=public_words or OptOut(), rate=rate),
        Number(staff, webhook("staff"), opt_out=staff_words or OptOut(), rate=rate),
    ]


class FakeTwilio:
    """Twilio's stand-in. In a test: `start()`, point the client at `base_url`, `stop()` at the end (or use `with`).

    `post` carries webhooks and callbacks: over HTTP by default, or `through(flask_test_client)` without a socket.
    Nothing moves by itself: `deliver_pending()` lets due statuses happen, unless `start(ticking=True)`.
    """

    def __init__(
        self,
        *,
        account_sid: str = SIMULATOR_SID,
        auth_token: str = SIMULATOR_TOKEN,
        app_url: str = "http://127.0.0.1:8000",
        numbers: Iterable[Number] | None = None,
        api_keys: Mapping[str, str] | None = None,
        post: Post = over_http,
        webhook_key: str = "",
        clock: Callable[[], datetime] | None = None,
        delays: tuple[float, float] = (0.0, 0.0),
        prefixes: tuple[str, ...] | None = None,
        shown: Sequence[Phone] | None = None,
    ) -> None:
        self.account_sid, self.auth_token, self.app_url = account_sid, auth_token, app_url
        self.clock, self.faults = SimClock(clock), Faults()
        self._poster = Poster(auth_token, post, webhook_key=webhook_key)
        self.network = Network(
            account_sid,
            lines(app_url) if numbers is None else numbers,
            self._poster,
            self.clock,
            delays=delays,
            prefixes=prefixes,
        )
        self.app = _app(self, {account_sid: auth_token, **(api_keys or {})}, phones() if shown is None else shown)
        self.port = 0
        self._server: BaseWSGIServer | None = None
        self._threads: list[threading.Thread] = []

    # -- the server ------------------------------------------------------------------------------------------------

    def start(self, port: int = 0, *, ticking: bool = False) -> "FakeTwilio":
        """Listen on 127.0.0.1 (0: any free port); raises OSError when it is taken.

        With `ticking`, due statuses happen by themselves, each 50 ms.
        """
        self.faults.stopping.clear()
        # Our own socket: werkzeug ends the whole process when an address is taken.
        with socket.create_server(("127.0.0.1", port or self.port)) as ours:
            self.port = ours.getsockname()[1]
            self._server = make_server(
                "127.0.0.1", self.port, _droppable(self.app), threaded=True, request_handler=_Quiet, fd=ours.fileno()
            )
        self._run(self._server.serve_forever, 0.05)
        if ticking:
            self._run(self._tick)
        return self

    def stop(self) -> None:
        """Stop listening; the port is refused from now on. State stays, and `start` goes on where it was."""
        self.faults.stopping.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        for thread in self._threads:
            thread.join(timeout=10)
        self._threads = []

    down, up = stop, start  # in stories: Twilio is down, Twilio is back

    def __enter__(self) -> "FakeTwilio":
        return self if self._server is not None else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        """What TWILIO_API_BASE must be."""
        return f"http://127.0.0.1:{self.port}"

    def post_with(self, post: Post) -> None:
        """Carry webhooks and callbacks another way from now on."""
        self._poster.post = post

    # -- what a test says and asks ---------------------------------------------------------------------------------

    def texts_to(self, number: str, *, automatic: bool = False) -> list[Text]:
        """Snapshots of the texts that went out to a phone, oldest first; with the network's own answers if asked."""
        return [t for t in self.sent(automatic=automatic) if t.to == number]

    def sent(self, *, automatic: bool = False) -> list[Text]:
        """Snapshots of all texts that went out."""
        with self.network.lock:
            return [t.copy() for t in self.network.texts.values() if not t.inbound and (automatic or not t.automatic)]

    def inbound(
        self,
        from_: str,
        to: str,
        body: str,
        *,
        copies: int = 1,
        sids: int = 1,
        media: Sequence[str] = (),
        server_down: bool = False,
        sid: str | None = None,
    ) -> Text:
        """A text from a phone to one of our numbers: posted `copies` times under each of `sids` SIDs.

        `media` are content types. With `server_down` it is only in the list. Returns the (first) text.
        """
        return inbound.arrive(
            self.network, from_, to, body, copies=copies, sids=sids, media=media, server_down=server_down, sid=sid
        )[0]

    def plan(
        self,
        number: str,
        outcome: str = "delivered",
        *,
        code: int | None = None,
        late_s: float = 0.0,
        doubled: bool = False,
        backwards: bool = False,
        refuses: int | None = None,
        times: int | None = None,
    ) -> None:
        """What becomes of texts to a phone from now on (see `Plan`); `plan(number)` makes it ordinary again."""
        with self.network.lock:
            self.network.plans[number] = Plan(outcome, code, late_s, doubled, backwards, refuses, times)
            self.network.version += 1

    def fault(self, kind: str, times: int = 1, *, seconds: float = 0.0) -> None:
        """How the API fails next (see `faults.KINDS`); `seconds` is Retry-After, slowness or lag."""
        self.faults.order(kind, times, seconds)

    def deliver_pending(self, now: datetime | None = None) -> int:
        """Let all statuses due by `now` (default: the clock) happen, with their callbacks. Returns how many."""
        return self.network.deliver_pending(now)

    def next_due(self) -> datetime | None:
        """When the next status is due."""
        return self.network.next_due()

    def opted_out(self, phone: str, line: str) -> bool:
        """True when `phone` said STOP to our number `line` (or to its Messaging Service)."""
        return (self.network.numbers[line].list_key, phone) in self.network.opted_out

    # -- inside ----------------------------------------------------------------------------------------------------

    def _run(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True, name="fake-twilio")
        thread.start()
        self._threads.append(thread)

    def _tick(self) -> None:
        while not self.faults.stopping.wait(0.05):
            self.network.deliver_pending()


class _Quiet(WSGIRequestHandler):
    """No line per request: the path of a list holds a number."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""

    def connection_dropped(self, error: BaseException, environ: dict[str, Any] | None = None) -> None:
        """End with a reset, instead of waiting for the next request on this connection."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _droppable(app: Flask) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Ends the connection without an answer where the API asked for it."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer = app(environ, start_response)
        if environ.get(DROP):
            close = getattr(answer, "close", None)
            if close is not None:
                close()
            raise ConnectionResetError("as ordered")
        return answer

    return wrapped


def _app(fake: FakeTwilio, logins: dict[str, str], shown: Sequence[Phone]) -> Flask:
    """The API, the control routes and the page in one Flask app."""
    app = Flask("fake_twilio", static_folder=str(_STATIC), static_url_path="/page")
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.register_blueprint(Api(fake.network, fake.faults, logins).blueprint())
    rows = [asdict(phone) for phone in shown if phone.line in fake.network.numbers]
    app.register_blueprint(Control(fake.network, fake.faults, fake.clock, rows, fake.app_url).blueprint())
    app.add_url_rule("/", "page", lambda: app.send_static_file("phones.html"))
    app.before_request(_only_from_here)
    app.after_request(_headers)
    return app


def _only_from_here() -> tuple[str, int] | None:
    """Refuse a page of another origin, and a name that was pointed at this machine."""
    host = request.host.rsplit(":", 1)[0].strip("[]")
    origin = request.headers.get("Origin", "")
    if host not in _LOOPBACK or (origin and origin != request.host_url.rstrip("/")):
        return "Only from this machine.", 403
    return None


def _headers(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer
