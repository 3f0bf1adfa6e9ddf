"""The consoles: server-rendered pages for volunteers, coordinators and operators."""

from flask import Flask


def install(app: Flask) -> None:
    """Add the consoles' pages to the app."""
    from handoff.console import pages

    pages.install(app)
