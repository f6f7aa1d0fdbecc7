"""A small Twilio account for tests of REST clients: it answers over HTTP as configured.

Owns the answers about calls, recordings and messages, and stores the requests. It does not simulate calls.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

ACCOUNT = "AC" + "0" * 32
TOKEN = "secreto"
RECORDING = "RE" + "a" * 32
MESSAGE = "SM" + "c" * 32
HANG_TIMEOUT_S = 30.0


class AccountRequest(msgspec.Struct, frozen=True):
    """A request.

    Attributes:
        path: under the account, without ``.json``.
        form: its form, or its query.
        at_s: arrival, seconds of the monotonic clock.
        authorization: its ``Authorization``.
    """

    method: str
    path: str
    form: dict[str, list[str]]
    at_s: float
    authorization: str


class ScriptedAccount:
    """The answers of an account.

    Attributes:
        requests: in the order of arrival.
        faults: status and body of the next answers to any request; a status of 0 is no answer.
        sounds: of recordings, by sid, until deleted.
        cut: number of bytes sent of a sound, although all were announced; None sends them all.
        moved_to: redirects a request for a sound.
        call_status: a call's status after a change.
    """

    def __init__(self) -> None:
        self.requests: list[AccountRequest] = []
        self.faults: deque[tuple[int, dict[str, object]]] = deque()
        self.sounds: dict[str, bytes] = {}
        self.cut: int | None = None
        self.moved_to = ""
        self.call_status = "completed"
        self.over = threading.Event()
        self.url = ""

    def requests_by_method(self, method: str) -> list[AccountRequest]:
        """Return the requests of a method."""
        return [each for each in self.requests if each.method == method]


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    account: ScriptedAccount

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        path = self._hear(form)
        if self._fails():
            return
        made = {"Calls": "CA" + "b" * 32, "Recordings": RECORDING, "Messages": MESSAGE}.get(path.rpartition("/")[2])
        self._say(201 if made else 200, {"sid": made or path, "status": self.account.call_status})

    def do_DELETE(self) -> None:
        sid = self._hear({}).rpartition("/")[2]
        if self._fails():
            return
        if self.account.sounds.pop(sid, None) is None:
            self._say(404, {"code": 20404, "message": "not found", "status": 404})
        else:
            self._send(204, b"")

    def do_GET(self) -> None:
        sid = self._hear(parse_qs(urlsplit(self.path).query)).rpartition("/")[2].removesuffix(".wav")
        if self._fails():
            return
        sound = self.account.sounds.get(sid)
        if sound is None:
            self._say(404, {"code": 20404, "message": "not found", "status": 404})
        elif self.account.moved_to:
            self._send(307, b"", {"Location": self.account.moved_to})
        else:
            self._send(200, sound, cut=self.account.cut)

    def _hear(self, form: dict[str, list[str]]) -> str:
        path = urlsplit(self.path).path.partition(ACCOUNT)[2].strip("/").removesuffix(".json")
        way_in = self.headers.get("Authorization", "")
        self.account.requests.append(AccountRequest(self.command, path, form, time.monotonic(), way_in))
        return path

    def _fails(self) -> bool:
        if not self.account.faults:
            return False
        status, body = self.account.faults.popleft()
        if status:
            self._say(status, body)
        else:
            self.account.over.wait(HANG_TIMEOUT_S)
            self.close_connection = True
        return True

    def _say(self, status: int, body: dict[str, object]) -> None:
        self._send(status, json.dumps(body).encode())

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None, *, cut: int | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            if status != 204 or name != "Content-Length":
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:cut])
        self.close_connection = self.close_connection or cut is not None

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """Ignore the error: the client may disconnect in the middle of an answer."""


@contextmanager
def scripted_account() -> Iterator[ScriptedAccount]:
    """Serve an account at the yielded object's `url`."""
    made = ScriptedAccount()
    server = _Server(("127.0.0.1", 0), type("Answers", (_Answers,), {"account": made}))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    made.over.set()
    server.shutdown()
    thread.join()
    server.server_close()
