"""Twilio's resources and pages, as JSON that keeps to its public description. Pure but for the form of the request."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from handoff.channels.sms.fake.model import SEGMENT_PRICE, ApiError, Number, Text

VERSION = "2010-04-01"
MOST_A_PAGE = 1000
_FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")


def account(sid: str, at: datetime) -> dict[str, Any]:
    """The account (without its token)."""
    when, uri = format_datetime(at), f"/{VERSION}/Accounts/{sid}"
    return {
        "sid": sid,
        "friendly_name": "Simulator",
        "status": "active",
        "type": "Trial",
        "owner_account_sid": sid,
        "date_created": when,
        "date_updated": when,
        "uri": f"{uri}.json",
        "subresource_uris": {"messages": f"{uri}/Messages.json"},
    }


def number(account_sid: str, one: Number, n: int, at: datetime) -> dict[str, Any]:
    """One of our numbers, the `n`th."""
    when, sid = format_datetime(at), f"PN{n:032x}"
    return {
        "account_sid": account_sid,
        "sid": sid,
        "phone_number": one.number,
        "api_version": VERSION,
        "friendly_name": one.number,
        "sms_url": one.webhook_url,
        "sms_method": "POST",
        "sms_fallback_url": one.fallback_url or "",
        "date_created": when,
        "date_updated": when,
        "capabilities": {"mms": True, "sms": True, "voice": False, "fax": False},
        "uri": f"/{VERSION}/Accounts/{account_sid}/IncomingPhoneNumbers/{sid}.json",
    }


def message(account_sid: str, text: Text) -> dict[str, Any]:
    """A text as Twilio's Message resource."""
    uri = f"/{VERSION}/Accounts/{account_sid}/Messages/{text.sid}"
    billed = text.final and text.segments > 0 and text.status != "failed"
    return {
        "account_sid": account_sid,
        "api_version": VERSION,
        "sid": text.sid,
        "body": "" if text.blanked else text.body,
        "direction": text.direction,
        "from": text.from_,
        "to": text.to,
        "status": text.status,
        "num_segments": str(text.segments),
        "num_media": str(len(text.media)),
        "messaging_service_sid": text.service,
        "error_code": text.error_code,
        "error_message": None if text.error_code is None else f"Error {text.error_code}",
        "date_created": format_datetime(text.created_at),
        "date_updated": format_datetime(text.updated_at),
        "date_sent": format_datetime(text.sent_at) if text.sent_at else None,
        "price": f"-{text.segments * SEGMENT_PRICE:.5f}" if billed else None,
        "price_unit": "USD",
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json", "feedback": f"{uri}/Feedback.json"},
    }


def media(account_sid: str, text: Text, sid: str) -> dict[str, Any]:
    """One picture of a text."""
    at = format_datetime(text.created_at)
    return {
        "sid": sid,
        "account_sid": account_sid,
        "parent_sid": text.sid,
        "content_type": text.media[sid],
        "date_created": at,
        "date_updated": at,
        "uri": f"/{VERSION}/Accounts/{account_sid}/Messages/{text.sid}/Media/{sid}.json",
    }


def page(account_sid: str, path: str, asked: Mapping[str, str], texts: Iterable[Text]) -> dict[str, Any]:
    """One page of the list, newest first. Raises ApiError for a filter or page that cannot be read."""
    size, index = min(max(_whole(asked, "PageSize", 50), 1), MOST_A_PAGE), _whole(asked, "Page", 0)
    wanted = _filter(asked)
    rows = [t for t in texts if wanted(t)]
    shown = [message(account_sid, t) for t in rows[index * size : (index + 1) * size]]
    keep = {k: v for k, v in asked.items() if k in _FILTERS}
    return frame(path, shown, "messages", keep=keep, page=index, size=size, more=len(rows) > (index + 1) * size)


def frame(
    path: str,
    rows: list[dict[str, Any]],
    name: str,
    *,
    keep: Mapping[str, str] | None = None,
    page: int = 0,
    size: int = 50,
    more: bool = False,
) -> dict[str, Any]:
    """Rows in Twilio's frame for pages; addresses are relative, as Twilio's are."""

    def uri(n: int) -> str:
        return f"{path}?{urlencode({**(keep or {}), 'PageSize': size, 'Page': n})}"

    start = page * size
    return {
        name: rows,
        "page": page,
        "page_size": size,
        "start": start,
        "end": start + max(len(rows) - 1, 0),
        "uri": uri(page),
        "first_page_uri": uri(0),
        "next_page_uri": uri(page + 1) if more else None,
        "previous_page_uri": uri(page - 1) if page else None,
    }


def _whole(asked: Mapping[str, str], name: str, default: int) -> int:
    given = asked.get(name, str(default))
    if not given.isdecimal() or len(given) > 9:
        raise ApiError(20001)
    return int(given)


def _filter(asked: Mapping[str, str]) -> Any:
    to, sender = asked.get("To"), asked.get("From")
    on, before, after = (_day(asked.get(k)) for k in ("DateSent", "DateSent<", "DateSent>"))

    def in_time(at: datetime | None) -> bool:
        if on is None and before is None and after is None:
            return True
        if at is None:  # a text that waits has no date of sending, so a filter by date never finds it
            return False
        return (
            (on is None or at.date() == on.date())
            and (before is None or at <= before)
            and (after is None or at >= after)
        )

    return lambda text: to in (None, text.to) and sender in (None, text.from_) and in_time(text.sent_at)


def _day(given: str | None) -> datetime | None:
    """A filter's date or moment; raises ApiError for what is neither."""
    if given is None:
        return None
    try:
        if len(given) == 10:
            return datetime.combine(date.fromisoformat(given), datetime.min.time(), UTC)
        return datetime.fromisoformat(given).astimezone(UTC)
    except ValueError as error:
        raise ApiError(20001) from error
