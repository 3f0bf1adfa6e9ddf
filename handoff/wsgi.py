"""What gunicorn loads."""

from flask import Flask

from handoff import logs
from handoff.app import create_app


def app() -> Flask:
    """The app over the settings' parts, with the risk reader warm before the first request."""
    logs.set_up()
    made = create_app()
    made.extensions["peerline"].detector.assess("warm up")
    return made
