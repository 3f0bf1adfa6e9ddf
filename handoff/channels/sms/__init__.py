"""SMS: counting segments, sending through Twilio, checking Twilio's signature, and a stateful stand-in for Twilio."""
