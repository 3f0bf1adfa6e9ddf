"""Processes of `make bench-kill` that start in a moment: forked from a warm one, as in tests/faults/kennel.py.

`python -m tests.bench.kills.kennel web` forks gunicorn with gevent, as `peerline web` runs it; `... jobs` forks workers
and auditors. What a child does from then on is what it does in production; only its imports are made already.
"""

import contextlib
import sys

if sys.argv[1:] == ["web"]:  # before anything is imported that keeps an unpatched lock
    from gevent import monkey

    monkey.patch_all()

import os

from tests.faults import kennel

AUDIT_EVERY_S = 1.0  # in production 15 s: a life of a few seconds must hold a look or two


def _auditor() -> None:
    from handoff import auditor

    auditor.EVERY_S = AUDIT_EVERY_S  # type: ignore[assignment]
    auditor.run()


def _web() -> None:
    from gunicorn.app.base import BaseApplication

    from handoff import settings, wsgi

    os.setsid()  # so that gunicorn and its worker can be killed together

    class Web(BaseApplication):
        def load_config(self) -> None:
            for name, value in {
                "worker_class": "gevent",
                "workers": 1,
                "bind": settings.value("WEB_BIND"),
                "worker_connections": 4000,
                "timeout": 60,
                "keepalive": 65,
                "graceful_timeout": 5,
                "loglevel": "warning",
                "control_socket_disable": True,
            }.items():
                self.cfg.set(name, value)

        def load(self) -> object:
            return wsgi.app()

    Web().run()


def _warm() -> None:
    """Read and compile once what each child would at its start: its short life is to be spent at work."""
    import tempfile

    from sqlalchemy.orm import configure_mappers

    from actions import clock
    from handoff import parts, work_loop, wsgi  # noqa: F401
    from handoff.app import create_app
    from tests.cases.world import World

    made = parts.build()
    made.lines("US")
    create_app(made)
    configure_mappers()
    with tempfile.TemporaryDirectory() as at:
        world = World(f"sqlite:///{at}/warm.db", clock.now)
        person, volunteer = world.person(), world.volunteer("Warm")
        case = world.open(person, 1)
        world.work()
        world.texts(volunteer, f"GO {world.ref(case, volunteer)}")
        world.work()
        world.engine.dispose()


kennel.RUNS.update({"auditor": _auditor, "web": _web})

if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):  # standard output is for the kennel's answers
        _warm()
    kennel.main()
