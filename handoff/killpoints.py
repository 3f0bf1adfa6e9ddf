"""Named points at which a test may kill the process, to prove that nothing is lost. Nothing happens in production."""

import os
import signal

# `name`, or `name:3` for the third time it is passed. Doctor refuses the setting in production (E049).
_passed: dict[str, int] = {}

POINTS = (  # each is called somewhere in the source; tests/faults kills at every one
    "store.before_commit",
    "store.after_commit",
    "webhook.before_commit",
    "webhook.after_commit",
    "door.before_ask",
    "door.before_commit",
    "door.after_commit",
    "route.before_commit",
    "route.after_commit",
    "accept.before_commit",
    "accept.after_commit",
    "claim.after_commit",
    "send.before_call",
    "send.after_call",
    "mark.after_commit",
    "callback.after_commit",
    "auditor.after_commit",
    "sweep.after_commit",
    "blank.after_commit",
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
