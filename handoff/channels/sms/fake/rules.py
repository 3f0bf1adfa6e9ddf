"""Which texts the API takes, with the code and status of each refusal. Pure."""

import re
from collections.abc import Mapping

from handoff.channels.sms.fake.model import ApiError

ERRORS: dict[int, tuple[int, str]] = {
    20003: (401, "Authenticate"),
    20009: (409, "Cannot change this resource before it is complete"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "Internal Server Error"),
    20503: (503, "Service Unavailable"),
    21211: (400, "Invalid 'To' Phone Number"),
    21266: (400, "'To' and 'From' number cannot be the same"),
    21408: (400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number is not a valid, SMS-capable inbound phone number for your account."),
    21608: (400, "The 'To' phone number provided is not yet verified for this account."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (429, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "The 'To' phone number is not currently reachable using the 'From' phone number via SMS"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21705: (400, "The Messaging Service SID is invalid"),
    21620: (400, "Invalid media URL(s)"),
    20001: (400, "Unknown parameter value"),
}

_E164 = re.compile(r"\+[1-9][0-9]{7,14}\Z")
_NANP = re.compile(r"\+1[2-9][0-9]{2}[2-9][0-9]{6}\Z")
LONGEST_BODY = 1600
LONGEST_VALIDITY_S = 36_000


def real_number(number: str) -> bool:
    """True for a number in E.164; North American ones must have ten digits in their own form."""
    return bool((_NANP if number.startswith("+1") else _E164).match(number))


def check_text(form: Mapping[str, str], *, prefixes: tuple[str, ...] | None) -> None:
    """Raise ApiError for what is wrong in the form alone, in the order Twilio looks."""
    to, body = form.get("To", ""), form.get("Body", "")
    sender = form.get("From") or form.get("MessagingServiceSid")
    if not to:
        raise ApiError(21604)
    if not sender:
        raise ApiError(21603)
    if not real_number(to):
        raise ApiError(21211)
    if to == form.get("From"):
        raise ApiError(21266)
    if not body and not form.get("MediaUrl"):
        raise ApiError(21602)
    if len(body) > LONGEST_BODY:
        raise ApiError(21617)
    if prefixes is not None and not to.startswith(prefixes):
        raise ApiError(21408)
    validity(form)


def validity(form: Mapping[str, str]) -> int | None:
    """ValidityPeriod in seconds, None when it is not given; raises ApiError when it is out of range."""
    given = form.get("ValidityPeriod")
    if not given:
        return None
    if not given.isdecimal() or not 1 <= int(given) <= LONGEST_VALIDITY_S:
        raise ApiError(20001)
    return int(given)
