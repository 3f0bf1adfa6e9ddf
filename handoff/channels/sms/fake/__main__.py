"""`python -m handoff.channels.sms.fake`: the phone simulator as a process."""

import signal
import sys
import threading

import structlog

from handoff import settings
from handoff.channels.sms import carrier_texts
from handoff.channels.sms.fake.model import OptOut
from handoff.channels.sms.fake.server import FakeTwilio, lines, phones
from handoff.channels.sms.settings import value

# Seconds from handing over to `sent`, and from there to `delivered`: quick, and slow enough to be seen.
DELAYS = (0.3, 0.9)


def build() -> FakeTwilio:
    """The simulator that the settings describe."""
    sid, token, _ = settings.twilio_account()
    app_url = settings.value("PUBLIC_BASE_URL")
    public, staff = settings.value("TWILIO_PUBLIC_NUMBER"), settings.value("TWILIO_STAFF_NUMBER")
    texts = carrier_texts.public(settings.countries()[0], settings.value("ORG_NAME")), carrier_texts.staff()
    public_words, staff_words = (OptOut(stop_text=t.stop, start_text=t.start, help_text=t.help) for t in texts)
    numbers = lines(app_url, public, staff, public_words=public_words, staff_words=staff_words)
    return FakeTwilio(
        account_sid=sid,
        auth_token=token,
        app_url=app_url,
        numbers=numbers,
        delays=DELAYS,
        webhook_key=value("TWILIO_WEBHOOK_KEY"),
        shown=phones(public, staff),
    )


def main() -> int:
    """Run until told to stop. 3: this is production, where nobody may be told that a text went out."""
    if settings.in_production():
        print("The phone simulator does not run with PEERLINE_ENV=production.", file=sys.stderr)
        return 3
    fake = build()
    try:
        fake.start(int(settings.value("SIMULATOR_PORT")), ticking=True)
    except OSError as error:
        print(f"The phone simulator cannot listen: {error}. Set SIMULATOR_PORT to a free port.", file=sys.stderr)
        return 3
    structlog.get_logger().info("simulator.started", port=fake.port)
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    ended.wait()
    fake.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
