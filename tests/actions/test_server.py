"""The action server listens on loopback only, and answers."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests

from tests.conftest import ROOT, free_port


@pytest.fixture
def port(tmp_path) -> Iterator[int]:
    number = free_port()
    env = {**os.environ, "ACTIONS_PORT": str(number), "DATABASE_URL": f"sqlite:///{tmp_path}/people.db"}
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen([sys.executable, "-m", "actions.server"], cwd=ROOT, env=env, stdout=log, stderr=log) as server,
    ):
        try:
            yield number
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                raise


def _listening(port: int) -> set[str]:
    """Local addresses, in the kernel's hexadecimal, on which somebody listens on this port."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(table, encoding="ascii") as rows:
            for row in rows.readlines()[1:]:
                local, state = row.split()[1], row.split()[3]
                if state == "0A" and int(local.split(":")[1], 16) == port:
                    found.add(local.split(":")[0])
    return found


def test_it_listens_on_loopback_alone_and_knows_the_actions(port):
    session = requests.Session()
    session.trust_env = False
    until = time.monotonic() + 90
    while not _listening(port):
        assert time.monotonic() < until, "the action server did not start"
        time.sleep(0.1)
    names = {a["name"] for a in session.get(f"http://127.0.0.1:{port}/actions", timeout=20).json()}
    assert "action_start_exercise" in names
    assert _listening(port) == {"0100007F"}
    session.close()
