"""A token service of a test's own on the loopback: it answers what it is told to, and remembers who asked."""

from __future__ import annotations

import base64
import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class TokenServer:
    """Answers every request with ``answer``, or with ``status`` alone where that is no success."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/token"
        self.answer: dict[str, object] = {}
        self.status = 200
        self.requests: list[tuple[str, dict[str, str], str]] = []
        """The path, the headers by their names in lower case, and the body of each request."""


@contextlib.contextmanager
def running() -> Iterator[TokenServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            service.requests.append((self.path, headers, body))
            text = json.dumps(service.answer).encode() if service.status == 200 else b"{}"
            self.send_response(service.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_POST = do_GET  # noqa: N815 - the name that the server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        service = TokenServer(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()


def unsigned(claims: dict[str, object]) -> str:
    """Return a token in the form of a JWT, which says what it is about."""
    parts = ({"alg": "none"}, claims)
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*texts, "signature"])
