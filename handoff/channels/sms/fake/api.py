"""The part of Twilio's API that we use, as Twilio answers it: /2010-04-01/Accounts/…"""

import hmac
from datetime import timedelta

from flask import Blueprint, Response, jsonify, request

from handoff.channels.sms.fake import documents
from handoff.channels.sms.fake.faults import Faults
from handoff.channels.sms.fake.model import ApiError, Fault, Text
from handoff.channels.sms.fake.network import Network
from handoff.channels.sms.fake.rules import ERRORS

DROP = "peerline.drop_connection"  # a key of the WSGI environment; see server.py


class LoadBalancerError(Exception):
    """An answer from in front of the API: HTML, no code."""


class Api:
    """The routes. `logins` maps the account SID, and each API key, to its secret."""

    def __init__(self, network: Network, faults: Faults, logins: dict[str, str]) -> None:
        self.network, self.faults, self.logins = network, faults, logins
        self.sid = network.account_sid

    def blueprint(self) -> Blueprint:
        api = Blueprint("twilio", __name__, url_prefix=f"/{documents.VERSION}/Accounts")
        api.before_request(self.authenticate)
        own = f"/{self.sid}"
        for path, method, view in (
            (f"{own}.json", "GET", self.account),
            (f"{own}/IncomingPhoneNumbers.json", "GET", self.numbers),
            (f"{own}/Messages.json", "POST", self.create),
            (f"{own}/Messages.json", "GET", self.listed),
            (f"{own}/Messages/<sid>.json", "GET", self.fetch),
            (f"{own}/Messages/<sid>.json", "POST", self.update),
            (f"{own}/Messages/<sid>.json", "DELETE", self.delete),
            (f"{own}/Messages/<sid>/Media.json", "GET", self.media),
            (f"{own}/Messages/<sid>/Media/<picture>.json", "DELETE", self.delete_media),
        ):
            api.add_url_rule(path, f"{view.__name__}_{method}", view, methods=[method])
        api.add_url_rule("/<path:path>", "elsewhere", self.elsewhere, methods=["GET", "POST", "PUT", "DELETE"])
        api.register_error_handler(ApiError, error_answer)
        api.register_error_handler(LoadBalancerError, load_balancer_answer)
        return api

    def authenticate(self) -> None:
        """Basic, with account SID and token or with an API key and its secret."""
        given = request.authorization
        secret = self.logins.get((given.username or "") if given else "")
        password = (given.password or "") if given else ""
        if not secret or not hmac.compare_digest(secret.encode(), password.encode()):
            raise ApiError(20003)

    def create(self) -> tuple[Response, int]:
        fault = self.faults.take()
        _refuse(fault)
        text = self.network.create(request.form, request.form.getlist("MediaUrl"))
        self._lose_or_wait(fault)
        return jsonify(documents.message(self.sid, text)), 201

    def listed(self) -> Response:
        lag = self.faults.take(lists=True)
        with self.network.lock:
            texts = list(reversed(self.network.texts.values()))
            if lag is not None:
                youngest = self.network.clock() - timedelta(seconds=lag.seconds)
                texts = [t for t in texts if t.created_at <= youngest]
            return jsonify(documents.page(self.sid, request.path, request.args, texts))

    def fetch(self, sid: str) -> Response:
        with self.network.lock:
            return jsonify(documents.message(self.sid, self._text(sid)))

    def update(self, sid: str) -> Response:
        """Blank the words; the only change there is."""
        with self.network.lock:
            text = self._text(sid)
            if request.form.get("Body") != "":
                raise ApiError(20001)
            if not text.final:
                raise ApiError(20009)
            text.blanked, text.updated_at = True, self.network.clock()  # the phone that got it keeps it
            self.network.version += 1
            return jsonify(documents.message(self.sid, text))

    def delete(self, sid: str) -> tuple[str, int]:
        with self.network.lock:
            if not self._text(sid).final:
                raise ApiError(20009)
            del self.network.texts[sid]
            self.network.version += 1
        return "", 204

    def media(self, sid: str) -> Response:
        with self.network.lock:
            text = self._text(sid)
            rows = [documents.media(self.sid, text, one) for one in text.media]
        return jsonify(documents.frame(request.path, rows, "media_list"))

    def delete_media(self, sid: str, picture: str) -> tuple[str, int]:
        with self.network.lock:
            if self._text(sid).media.pop(picture, None) is None:
                raise ApiError(20404)
            self.network.version += 1
        return "", 204

    def account(self) -> Response:
        return jsonify(documents.account(self.sid, self.network.clock()))

    def numbers(self) -> Response:
        at = self.network.clock()
        rows = [documents.number(self.sid, one, n, at) for n, one in enumerate(self.network.numbers.values(), start=1)]
        return jsonify(documents.frame(request.path, rows, "incoming_phone_numbers"))

    def elsewhere(self, path: str) -> tuple[Response, int]:
        """Another account is refused; what Twilio can and the simulator cannot (calls, say) is told as 501."""
        if not path.startswith(self.sid):
            raise ApiError(20003)
        return jsonify({"code": 20501, "message": "The simulator does not do this.", "status": 501}), 501

    def _text(self, sid: str) -> Text:
        if sid not in self.network.texts:
            raise ApiError(20404)
        return self.network.texts[sid]

    def _lose_or_wait(self, fault: Fault | None) -> None:
        """Faults that strike after the text was taken."""
        if fault is not None and fault.kind == "answer_lost":
            request.environ[DROP] = True
        if fault is not None and fault.kind == "slow":
            self.faults.stopping.wait(fault.seconds)


def error_answer(error: ApiError) -> tuple[Response, int]:
    """Twilio's error body, with Retry-After where there is one."""
    status, message = ERRORS.get(error.code, (400, "Error"))
    answer = jsonify(
        {
            "code": error.code,
            "message": message,
            "status": status,
            "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
        }
    )
    if error.retry_after_s is not None:
        answer.headers["Retry-After"] = f"{error.retry_after_s:g}"
    return answer, status


def load_balancer_answer(_: LoadBalancerError) -> tuple[str, int, dict[str, str]]:
    return "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>", 503, {"Content-Type": "text/html"}


def _refuse(fault: Fault | None) -> None:
    """Faults that strike before anything is taken."""
    if fault is None:
        return
    if fault.kind == "429":
        raise ApiError(20429, retry_after_s=fault.seconds or None)
    if fault.kind in ("20500", "20003"):
        raise ApiError(int(fault.kind))
    if fault.kind in ("503", "reset"):
        request.environ[DROP] = fault.kind == "reset"
        raise LoadBalancerError
