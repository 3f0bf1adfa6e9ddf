"""What tests and the page steer the stand-in by: routes under /_control, which Twilio does not have. JSON both ways."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest

from handoff.channels.sms.fake import inbound, rules
from handoff.channels.sms.fake.faults import KINDS, Faults
from handoff.channels.sms.fake.model import SEGMENT_PRICE, Plan, SimClock, Text
from handoff.channels.sms.fake.network import Network
from handoff.channels.sms.segments import BASIC, EXTENSION


class Control:
    """The control routes. `phones` are those the page shows: name, number, line (the number they write to)."""

    def __init__(
        self, network: Network, faults: Faults, clock: SimClock, phones: list[dict[str, str]], app_url: str
    ) -> None:
        self.network, self.faults, self.clock, self.phones = network, faults, clock, phones
        self.app_url = app_url

    def blueprint(self) -> Blueprint:
        control = Blueprint("control", __name__, url_prefix="/_control")
        control.register_error_handler(BadRequest, _bad)
        control.add_url_rule("/state", view_func=self.state)
        control.add_url_rule("/alphabet", view_func=self.alphabet)
        for view in (self.inbound, self.plan, self.fault, self.move_clock, self.deliver):
            control.add_url_rule("/" + view.__name__.removeprefix("move_"), view_func=view, methods=["POST"])
        return control

    def state(self) -> Response | tuple[str, int]:
        """All that the page shows; 204 when nothing changed since `?since=<version>`."""
        with self.network.lock:
            if request.args.get("since", -1, type=int) == self.network.version:
                return "", 204
            shown = _state(self.network, self.faults, self.clock, self.phones)
            return jsonify({**shown, "app_url": self.app_url})

    def alphabet(self) -> Response:
        """The GSM-7 letters, for counting segments in the page's boxes."""
        return jsonify({"basic": "".join(sorted(BASIC)), "extension": "".join(sorted(EXTENSION))})

    def inbound(self) -> Response:
        """{from, to, body, copies?, sids?, media?, server_down?}: a text from a phone to one of our numbers."""
        asked = _body()
        from_, to, body = (_string(asked, key) for key in ("from", "to", "body"))
        if to not in self.network.numbers or not rules.real_number(from_):
            raise BadRequest("'to' must be one of our numbers, 'from' a number")
        made = inbound.arrive(
            self.network,
            from_,
            to,
            body[: rules.LONGEST_BODY],
            copies=_number(asked, "copies", 1, 10),
            sids=_number(asked, "sids", 1, 10),
            media=["image/jpeg"] if asked.get("media") else [],
            server_down=bool(asked.get("server_down")),
        )
        return jsonify({"sids": [text.sid for text in made]})

    def plan(self) -> Response:
        """{number, outcome?, code?, late_s?, doubled?, backwards?, refuses?, times?}: what becomes of its texts."""
        asked = _body()
        with self.network.lock:
            self.network.plans[_string(asked, "number")] = _plan(asked)
            self.network.version += 1
        return jsonify({"ok": True})

    def fault(self) -> Response:
        """{kind, times?, seconds?}: how the API fails next; kind `clear` forgets what was ordered."""
        asked = _body()
        if asked.get("kind") == "clear":
            self.faults.clear()
        elif asked.get("kind") in KINDS:
            self.faults.order(str(asked["kind"]), _number(asked, "times", 1, 1000), _number(asked, "seconds", 0, 3600))
        else:
            raise BadRequest(f"'kind' is one of clear, {', '.join(KINDS)}")
        self.network.version += 1
        return jsonify({"waiting": self.faults.waiting()})

    def move_clock(self) -> Response:
        """{set: ISO moment} stands still, {advance_s: n} goes forward, {wall: true} goes back to the wall clock."""
        _move(self.clock, _body())
        self.network.version += 1
        return jsonify({"now": self.clock().isoformat()})

    def deliver(self) -> Response:
        """{}: let every status that is due happen now."""
        _body()
        return jsonify({"happened": self.network.deliver_pending()})


def _bad(error: BadRequest) -> tuple[Response, int]:
    return jsonify({"error": str(error.description)}), 400


def _body() -> dict[str, Any]:
    """A JSON object, asked for by its type: a form on another site cannot send one without asking first."""
    if not request.is_json:
        raise BadRequest("send application/json")
    asked = request.get_json()
    if not isinstance(asked, dict):
        raise BadRequest("send a JSON object")
    return asked


def _string(asked: dict[str, Any], key: str) -> str:
    if not isinstance(asked.get(key), str):
        raise BadRequest(f"'{key}' must be a string")
    return str(asked[key])


def _number(asked: dict[str, Any], key: str, default: int, most: int) -> int:
    given = asked.get(key, default)
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= most:
        raise BadRequest(f"'{key}' must be a whole number up to {most}")
    return given


def _plan(asked: dict[str, Any]) -> Plan:
    outcome = asked.get("outcome", "delivered")
    if outcome not in ("delivered", "undelivered", "failed", "sent"):
        raise BadRequest("'outcome' is delivered, undelivered, failed or sent")
    return Plan(
        outcome=outcome,
        code=_number(asked, "code", 0, 99999) or None,
        late_s=_number(asked, "late_s", 0, 86400),
        doubled=bool(asked.get("doubled")),
        backwards=bool(asked.get("backwards")),
        refuses=_number(asked, "refuses", 0, 99999) or None,
        times=_number(asked, "times", 0, 1000) or None,
    )


def _move(clock: SimClock, asked: dict[str, Any]) -> None:
    if asked.get("wall"):
        clock.wall()
    elif "set" in asked:
        try:
            at = datetime.fromisoformat(_string(asked, "set"))
        except ValueError as error:
            raise BadRequest("'set' must be a moment in ISO form") from error
        if at.tzinfo is None:
            raise BadRequest("'set' needs a zone")
        clock.set(at)
    else:
        clock.advance(_number(asked, "advance_s", 0, 86400 * 366))


def _state(network: Network, faults: Faults, clock: SimClock, phones: list[dict[str, str]]) -> dict[str, Any]:
    """Everything the page shows. Counted per phone: texts, segments."""
    texts = list(network.texts.values())
    segments = sum(t.segments for t in texts)
    return {
        "version": network.version,
        "now": clock().isoformat(),
        "clock_stands": clock.stands,
        "segments": segments,
        "cost": round(segments * SEGMENT_PRICE, 4),
        "faults": faults.waiting(),
        "phones": [
            {
                **phone,
                "plan": _shown_plan(network, phone["number"]),
                "opted_out": _opted_out(network, phone),
                "texts": [_shown(t) for t in texts if phone["number"] in (t.to, t.from_)][-200:],
            }
            for phone in phones
        ],
    }


def _opted_out(network: Network, phone: dict[str, str]) -> bool:
    return (network.numbers[phone["line"]].list_key, phone["number"]) in network.opted_out


def _shown_plan(network: Network, number: str) -> dict[str, Any]:
    plan = network.plans.get(number, Plan())
    return {"outcome": plan.outcome, "code": plan.code, "doubled": plan.doubled, "late_s": plan.late_s}


def _shown(text: Text) -> dict[str, Any]:
    return {
        "sid": text.sid,
        "in": text.inbound,
        "from": text.from_,
        "body": text.body,
        "status": text.status,
        "code": text.error_code,
        "segments": text.segments,
        "at": text.created_at.isoformat(),
        "automatic": text.automatic,
        "media": len(text.media),
    }
