"""Logging: one JSON line an event, keys from an allow-list, so that no words, names or numbers can slip in."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from prometheus_client import Counter

_KEYS = """event level timestamp kind path status case severity state id count seconds ms port what attempts rule lanes
code line segments queue error_id request_id exc_info exception process pid channel source model key added changed same
rejected vanished address_hash overdue_s reason fault point table"""
ALLOWED = frozenset(_KEYS.split())
dropped = Counter("peerline_log_keys_dropped", "Log keys that are not on the allow-list and were left out")


def keep_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that is not on the allow-list, and count it."""
    for key in [k for k in event if k not in ALLOWED]:
        del event[key]
        dropped.inc()
    return event


def set_up() -> None:
    """Send our events, and warnings of libraries, to standard error as JSON."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_allowed,
            structlog.processors.ExceptionRenderer(_plain_traceback),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format='{"level":"%(levelname)s","event":"%(name)s"}')


def _plain_traceback(exc_info: Any) -> str:
    """Where it happened and of what type; never the exception's text, which may quote a message."""
    kind, _value, trace = exc_info
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{kind.__name__} at {' < '.join(reversed(places))}"
