"""What stands between our client and the stand-in for Twilio, and lets nothing pass that Twilio's description forbids.

Like `prism proxy --errors`: a request or an answer that breaks the description becomes a 500, and is remembered.
"""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse
from openapi_core.exceptions import OpenAPIError
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

PASSED_ON = ("Authorization", "Content-Type", "Accept", "User-Agent")


def without_false_alarm(node: Any) -> Any:
    """Twilio declares `format: uri` for addresses that it gives relative, against its own example."""
    if isinstance(node, dict):
        return {k: without_false_alarm(v) for k, v in node.items() if not (k == "format" and v in ("uri", "uri-map"))}
    return [without_false_alarm(v) for v in node] if isinstance(node, list) else node


def described(path: Path, base_url: str) -> dict[str, Any]:
    """Twilio's description, of an API at `base_url`."""
    document: dict[str, Any] = without_false_alarm(json.loads(path.read_text(encoding="utf-8")))
    for node in (document, *document["paths"].values()):
        node["servers"] = [{"url": base_url}]
    return document


class ValidatingProxy:
    """Listens on loopback until `stop`. `checked` counts what kept to the description, `broken` has the rest."""

    def __init__(self, description: Path, target: str) -> None:
        self.target, self.checked, self.broken = target, 0, list[str]()
        self._api = OpenAPI.from_dict(described(description, target))  # type: ignore[arg-type]
        self._session = requests.Session()
        self._session.trust_env = False
        self._lock = threading.Lock()
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=_Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)
        self._session.close()

    def _answer(self, environ: Any, start: Callable[..., Any]) -> Any:
        asked = Request(environ)
        query = f"?{asked.query_string.decode()}" if asked.query_string else ""
        prepared = requests.Request(
            asked.method,
            f"{self.target}{asked.path}{query}",
            headers={k: asked.headers[k] for k in PASSED_ON if k in asked.headers},
            data=asked.get_data(),
        ).prepare()
        try:
            if asked.method == "POST":
                self._api.validate_request(RequestsOpenAPIRequest(prepared))
            got = self._session.send(prepared, timeout=10)
            if got.status_code < 300:  # it knows nothing of refusals
                self._api.validate_response(RequestsOpenAPIRequest(prepared), RequestsOpenAPIResponse(got))
        except OpenAPIError as wrong:
            with self._lock:
                self.broken.append(f"{asked.method} {asked.path}: {wrong!r} {wrong.__cause__!r}")
            return Response("the description forbids this", 500)(environ, start)
        except requests.RequestException:
            return Response("nobody is there", 502)(environ, start)
        with self._lock:
            self.checked += 1
        headers = {k: v for k, v in got.headers.items() if k in ("Content-Type", "Retry-After")}
        return Response(got.content, got.status_code, headers)(environ, start)


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: the path of a list holds a number."""
