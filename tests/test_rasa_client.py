"""Only so many questions are open at Rasa at a time: who would wait too long hears it, the others are answered."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from handoff.rasa_client import Away, RasaClient


class Slow(ThreadingHTTPServer):
    """Answers when it is let go, and knows how many questions were open at most."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.go, self.came = threading.Event(), threading.Semaphore(0)
        self.open = self.most = 0
        self.counting = threading.Lock()


class Answer(BaseHTTPRequestHandler):
    server: Slow

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.counting:
            self.server.open += 1
            self.server.most = max(self.server.most, self.server.open)
        self.server.came.release()
        self.server.go.wait(10)
        with self.server.counting:
            self.server.open -= 1
        body = json.dumps([{"text": "hello"}]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def slow() -> Iterator[Slow]:
    server = Slow()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.go.set()
    server.shutdown()
    server.server_close()


def test_who_would_wait_too_long_hears_it_and_the_others_are_answered(slow: Slow) -> None:
    client = RasaClient(f"http://127.0.0.1:{slow.server_port}", at_once=2, turn_s=0.05)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(client.ask, f"s{n}", "hi", {}) for n in range(2)]
        for _ in asked:
            assert slow.came.acquire(timeout=10)
        with pytest.raises(Away, match="too many"):
            client.ask("s2", "hi", {})
        slow.go.set()
        assert [one.result(10).replies[0].text for one in asked] == ["hello", "hello"]
    assert slow.most == 2
    assert client.ask("s3", "hi", {}).replies, "a turn is given back"


def test_a_turn_comes_when_another_is_done(slow: Slow) -> None:
    client = RasaClient(f"http://127.0.0.1:{slow.server_port}", at_once=1, turn_s=10)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(client.ask, f"s{n}", "hi", {}) for n in range(4)]
        assert slow.came.acquire(timeout=10)
        slow.go.set()
        assert all(one.result(20).replies for one in asked)
    assert slow.most == 1
