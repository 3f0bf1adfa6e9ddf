"""Named points at which a test may kill the process, to prove that nothing is lost. Nothing happens in production."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

# `name`, or `name:3` for the third time it is passed. Doctor refuses the setting in production (E049).
_passed: dict[str, int] = {}

POINTS = (
    "store.before_commit", "store.after_commit", "outcome.before_commit", "outcome.after_commit",
    "route.before_commit", "route.after_commit", "accept.before_commit", "accept.after_commit",
    "claim.after_commit", "send.before_call", "send.after_call", "mark.after_commit", "callback.after_commit",
    "inbound.after_commit", "close.after_commit", "auditor.after_commit",
)


def killpoint(name: str) -> None:
    """Die here by SIGKILL when PEERLINE_KILL_AT names this point; otherwise do nothing."""
    wanted = os.environ.get("PEERLINE_KILL_AT", "")
    if not wanted or os.environ.get("PEERLINE_ENV") == "production":
        return
    point, _, nth = wanted.partition(":")
    if point != name:
        return
    _passed[name] = _passed.get(name, 0) + 1
    if _passed[name] >= int(nth or 1):
        os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def around_commit(name: str) -> Iterator[None]:
    """Kill points on both sides of the commit that the body makes."""
    killpoint(f"{name}.before_commit")
    yield
    killpoint(f"{name}.after_commit")
