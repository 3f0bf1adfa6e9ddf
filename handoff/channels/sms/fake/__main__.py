"""`python -m handoff.channels.sms.fake`: the phone simulator as a process."""

import signal
import sys
import threading

import structlog

from handoff import settings
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
    stop, start = value("SIMULATOR_STOP_TEXT"), value("SIMULATOR_START_TEXT")
    numbers = lines(
        app_url, public, staff,
        public_words=OptOut(stop_text=stop, start_text=start, help_text=value("SIMULATOR_HELP_TEXT")),
        staff_words=OptOut(stop_text=stop, start_text=start, help_text=value("SIMULATOR_STAFF_HELP_TEXT")))
    return FakeTwilio(account_sid=sid, auth_token=token, app_url=app_url, numbers=numbers, delays=DELAYS,
                      webhook_key=value("TWILIO_WEBHOOK_KEY"), shown=phones(public, staff))


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
