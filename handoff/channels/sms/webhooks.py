"""Twilio's webhooks: check the signature, store, answer 204. Everything else is the worker's (handoff.md 7)."""

import structlog
from flask import Blueprint, Response, current_app, request
from prometheus_client import Counter

from actions import clock, storage
from handoff import outbox, settings
from handoff.channels.sms import inbound, signature
from handoff.channels.sms.settings import value as sms_value
from handoff.conversations.messages import clean
from handoff.errors import Problem
from handoff.killpoints import killpoint

log = structlog.get_logger()
blueprint = Blueprint("sms", __name__, url_prefix="/sms")
forged = Counter("peerline_sms_forged", "Webhooks whose signature did not fit")
MAX_FIELDS = 200


def _signed() -> None:
    """403 for whatever Twilio did not sign; nothing of it is logged."""
    token = settings.twilio_account()[1]
    if not signature.verify_request(
        request, base_url=settings.value("PUBLIC_BASE_URL"), token=token, webhook_key=sms_value("TWILIO_WEBHOOK_KEY")
    ):
        forged.inc()
        log.warning("webhook.refused", path=request.url_rule.rule if request.url_rule else None)
        raise Problem(403, "signature.wrong", "This address is for Twilio alone.", "Check PUBLIC_BASE_URL.")


@blueprint.post("/in/<line>")
def arrived(line: str) -> Response:
    """An inbound text. One MessageSid is one message, however often it is posted."""
    if line not in ("public", "staff"):
        raise Problem(404)
    _signed()
    fields = {clean(k): clean(v) for k, v in list(request.form.items())[:MAX_FIELDS]}
    if not fields.get("MessageSid") or not fields.get("From"):
        raise Problem(422, fields={"MessageSid": "required", "From": "required"})
    engine = current_app.extensions["peerline"].engine
    with storage.writing(engine) as db:
        inbound.store(db, line, fields, clock.now())
        killpoint("webhook.before_commit")
    killpoint("webhook.after_commit")
    return Response(status=204)


@blueprint.post("/status/<int:text_id>")
def status(text_id: int) -> Response:
    """What became of a text of ours. Kept as it came; the worker acts on it."""
    _signed()
    said = request.form.get("MessageStatus") or request.form.get("SmsStatus") or ""
    code = request.form.get("ErrorCode", "")
    if not said:
        raise Problem(422, fields={"MessageStatus": "required"})
    with storage.writing(current_app.extensions["peerline"].engine) as db:
        outbox.store_status(
            db,
            text_id,
            said,
            int(code) if code.isdigit() and len(code) < 9 else None,
            clock.now(),
            request.form.get("MessageSid"),
        )
    return Response(status=204)
