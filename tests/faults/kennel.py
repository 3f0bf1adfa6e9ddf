"""Real worker processes that start in a moment: a warm process forks them on demand, so that each can be killed.

`python -m tests.faults.kennel` reads one JSON line for each process wanted, `{"run", "env", "ahead_s"}`, forks it, and
answers `{"pid"}`; when a child ends it writes `{"ended", "signal"}`. It has no threads of its own, so forking is safe.
"""

import contextlib
import json
import os
import select
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from actions import clock, storage
from handoff import auditor, settings, work_loop
from handoff import logs as logging
from handoff.volunteers import relay
from tests.detector import trained


def hurry() -> None:
    """Shorter waits than a real house has: how long words wait for more, how often a worker looks."""
    relay.JOIN, work_loop.EVERY_S = timedelta(seconds=0.5), 0.05


def _worker() -> None:
    work_loop.run()


def _auditor() -> None:
    """One look, as the auditor's loop makes it every 15 s."""
    from actions import settings as base
    from handoff.channels.sms.line import Line

    auditor.look(storage.engine(base.value("DATABASE_URL")), Line.from_settings(), clock.now(), beat=lambda: None)


RUNS: dict[str, Callable[[], None]] = {"worker": _worker, "auditor": _auditor}


def _child(order: dict[str, Any]) -> None:
    os.environ.update(order["env"])
    ahead = timedelta(seconds=order["ahead_s"])
    clock.use(lambda: datetime.now(UTC) + ahead)
    sys.stdin.close()
    os.dup2(2, 1)  # what a child prints is no answer of the kennel's
    problems = settings.problems()
    if problems:
        raise SystemExit(f"settings: {problems}")
    RUNS[order["run"]]()


def _fork(order: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _child(order)
        code = 0
    finally:
        os._exit(code)


def _say(**said: Any) -> None:
    print(json.dumps(said), flush=True)


def _reap(children: set[int]) -> None:
    for pid in list(children):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            children.discard(pid)
            _say(ended=pid, signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)


def main() -> None:
    """Serve until standard input ends; then kill what still runs."""
    logging.set_up()
    hurry()
    with contextlib.redirect_stdout(sys.stderr):  # standard output is for answers, and a training tells how far it is
        trained().assess("warm up")
    children: set[int] = set()
    _say(ready=True)
    while True:
        readable, _, _ = select.select([sys.stdin], [], [], 0.02)
        if readable:
            line = sys.stdin.readline()
            if not line:
                break
            children.add(pid := _fork(json.loads(line)))
            _say(pid=pid)
        _reap(children)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
