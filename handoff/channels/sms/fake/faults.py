"""The ways in which Twilio's API fails, to order."""

import threading

from handoff.channels.sms.fake.model import Fault

# What may be ordered, and what the caller meets.
KINDS = {
    "429": "20429 with Retry-After; nothing was taken",
    "20500": "500 with Twilio's own error body; nothing was taken",
    "503": "503 with a page of HTML, as a load balancer gives it; nothing was taken",
    "answer_lost": "the text was taken, the connection ends without an answer",
    "reset": "the connection is reset; nothing was taken",
    "slow": "the text was taken, the answer comes after so many seconds",
    "20003": "the token is refused",
    "list_lag": "lists leave out what is younger than so many seconds",
}


class Faults:
    """Ordered faults, oldest first; each is used up after `times`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ordered: list[Fault] = []
        self.stopping = threading.Event()  # cuts `slow` short when the server stops

    def order(self, kind: str, times: int = 1, seconds: float = 0.0) -> None:
        """Order a fault; raises ValueError for an unknown kind."""
        if kind not in KINDS:
            raise ValueError(f"unknown fault {kind!r}: one of {', '.join(KINDS)}")
        with self._lock:
            self._ordered.append(Fault(kind, times, seconds))

    def clear(self) -> None:
        with self._lock:
            self._ordered.clear()

    def take(self, *, lists: bool = False) -> Fault | None:
        """The fault that strikes this call, if any."""
        with self._lock:
            for fault in self._ordered:
                if (fault.kind == "list_lag") == lists:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._ordered.remove(fault)
                    return fault
        return None

    def waiting(self) -> list[dict[str, object]]:
        """What is still ordered, for the page."""
        with self._lock:
            return [{"kind": f.kind, "times": f.times, "seconds": f.seconds} for f in self._ordered]
