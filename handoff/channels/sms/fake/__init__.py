"""A stateful stand-in for Twilio: the real client works against it, the real application is called by it."""

from handoff.channels.sms.fake.model import Number, OptOut, Plan, Text
from handoff.channels.sms.fake.posting import over_http, through
from handoff.channels.sms.fake.server import FakeTwilio, Phone

__all__ = ["FakeTwilio", "Number", "OptOut", "Phone", "Plan", "Text", "over_http", "through"]
