"""Texts from phones to our numbers: the webhook with all its fields, copies, opt-out words."""

from collections.abc import Mapping, Sequence

from handoff.channels.sms.fake.model import Number, Text
from handoff.channels.sms.fake.network import Network


def arrive(
    network: Network,
    from_: str,
    to: str,
    body: str,
    *,
    copies: int = 1,
    sids: int = 1,
    media: Sequence[str] = (),
    server_down: bool = False,
    sid: str | None = None,
) -> list[Text]:
    """A text from a phone. `copies` posts of each SID, `sids` different SIDs of the same words.

    With `server_down` the webhook is never posted: the text is in the list alone. Returns the texts, one a SID.
    Raises KeyError when `to` is none of our numbers.
    """
    number = network.numbers[to]
    texts = [network.receive(number, from_, body, media, sid if n == 0 else None) for n in range(sids)]
    kind = _opt_out(network, number, from_, body)
    for text in texts:
        fields = webhook_fields(network, number, text, kind)
        for _ in range(0 if server_down else copies):
            _post(network, number, fields)
    return texts


def _opt_out(network: Network, number: Number, phone: str, body: str) -> str:
    """Keep the opt-out list and answer as the network does; returns STOP, START, HELP or nothing."""
    kind, words, key = number.opt_out.kind(body), number.opt_out, (number.list_key, phone)
    with network.lock:
        out = key in network.opted_out
        if kind == "STOP":
            network.opted_out.add(key)
        elif kind == "START":
            network.opted_out.discard(key)
        answer = {
            "STOP": "" if out else words.stop_text,
            "START": words.start_text if out else "",
            "HELP": "" if out else words.help_text,
        }.get(kind, "")
        network.version += 1
    if answer:
        network.answer(number, phone, answer)
    return kind


def webhook_fields(network: Network, number: Number, text: Text, kind: str = "") -> dict[str, str]:
    """All fields of the webhook, with one that nobody knows yet: Twilio adds fields without notice."""
    fields = {
        "ToCountry": "US",
        "ToState": "DC",
        "ToCity": "WASHINGTON",
        "ToZip": "20001",
        "FromCountry": "US",
        "FromState": "DC",
        "FromCity": "",
        "FromZip": "",
        "SmsMessageSid": text.sid,
        "SmsSid": text.sid,
        "MessageSid": text.sid,
        "SmsStatus": "received",
        "NumMedia": str(len(text.media)),
        "NumSegments": str(text.segments),
        "Body": text.body,
        "From": text.from_ or "",
        "To": text.to,
        "AccountSid": network.account_sid,
        "ApiVersion": "2010-04-01",
        "FieldOfTomorrow": "unknown today",
    }
    if number.service:
        fields["MessagingServiceSid"] = number.service
    if kind and number.opt_out.tells_type:
        fields["OptOutType"] = kind
    for n, (sid, content_type) in enumerate(text.media.items()):
        path = f"/2010-04-01/Accounts/{network.account_sid}/Messages/{text.sid}/Media/{sid}"
        fields[f"MediaUrl{n}"] = f"https://api.twilio.com{path}"
        fields[f"MediaContentType{n}"] = content_type
    return fields


def _post(network: Network, number: Number, fields: Mapping[str, str]) -> None:
    """The webhook, then the fallback when it failed for good."""
    status = network.poster(number.webhook_url, fields)
    if number.fallback_url and (status is None or status >= 400):
        failed = {"ErrorCode": "11200", "ErrorUrl": number.webhook_url.split("#")[0]}
        network.poster(number.fallback_url, {**fields, **failed})
