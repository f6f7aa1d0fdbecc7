"""A Twilio account, a public address and a file server on one loopback server, for `atencion twilio …`.

Owns as much of the IncomingPhoneNumbers resource as the commands need: lists in pages, updates by form, and refusals on
request. The paths and fields are those of Twilio's API.
"""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SID = "AC" + "5" * 32
TOKEN = "secreto-de-la-cuenta"
FIELDS = {
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
    "VoiceApplicationSid": "voice_application_sid",
    "TrunkSid": "trunk_sid",
}


class AccountApi:
    """The account, our public address, and hosted documents.

    Attributes:
        numbers: by SID, as the API shows them.
        updates: every requested update: the SID and the form.
        refuses: a status and a code of Twilio with which every request is refused, or None.
        health: the status of ``/healthz``.
        unsigned: the status for a request without a signature.
        documents: by path.
        forgets: whether updates are accepted but not stored.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, dict[str, Any]] = {}
        self.updates: list[tuple[str, dict[str, str]]] = []
        self.refuses: tuple[int, int] | None = None
        self.health, self.unsigned = 200, 403
        self.documents: dict[str, str] = {}
        self.forgets = False
        self.address = ""

    def number(self, number: str, name: str = "", *, voice: bool = True, **fields: str) -> str:
        """Add a number to the account and return its SID."""
        sid = f"PN{len(self.numbers):032d}"
        empty = {field: "POST" if field.endswith("method") else "" for field in FIELDS.values()}
        unset = {"voice_application_sid": None, "trunk_sid": None}
        values = {"sid": sid, "phone_number": number, "friendly_name": name, "capabilities": {"voice": voice}}
        self.numbers[sid] = empty | unset | values | fields
        return sid

    def answer(self, method: str, path: str, form: dict[str, str], way_in: str) -> tuple[int, str]:
        """Return the status and the text of an answer."""
        route = urlsplit(path).path
        if route.startswith("/2010-04-01/"):
            return self._api(method, path, form, way_in)
        if route == "/healthz":
            return self.health, "{}"
        return (200, self.documents[route]) if route in self.documents else (self.unsigned, "")

    def _api(self, method: str, path: str, form: dict[str, str], way_in: str) -> tuple[int, str]:
        if way_in != "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode():
            return 401, json.dumps({"code": 20003, "message": "Authenticate", "status": 401})
        if self.refuses:
            return self.refuses[0], json.dumps({"code": self.refuses[1], "message": "no", "status": self.refuses[0]})
        sid = urlsplit(path).path.rpartition("/")[2].removesuffix(".json")
        if method == "GET":
            return 200, json.dumps(self._page(dict(parse_qsl(urlsplit(path).query))))
        return self._update(sid, form)

    def _update(self, sid: str, form: dict[str, str]) -> tuple[int, str]:
        if sid not in self.numbers:
            return 404, json.dumps({"code": 20404, "message": "not found", "status": 404})
        self.updates.append((sid, form))
        if not self.forgets:
            self.numbers[sid] |= {
                FIELDS[name]: value or (None if name.endswith("Sid") else "") for name, value in form.items()
            }
        return 200, json.dumps(self.numbers[sid])

    def _page(self, query: dict[str, str]) -> dict[str, Any]:
        """Return a page of two numbers, so that lists have several pages."""
        page = int(query.get("Page", 0))
        numbers = list(self.numbers.values())
        more = f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json?Page={page + 1}"
        return {
            "incoming_phone_numbers": numbers[2 * page : 2 * page + 2],
            "next_page_uri": more if len(numbers) > 2 * page + 2 else None,
            "page": page,
        }


@contextmanager
def account_api() -> Iterator[AccountApi]:
    """Serve the account on a free port of this machine."""
    account = AccountApi()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            form = dict(parse_qsl(body, keep_blank_values=True))
            status, text = account.answer(self.command, self.path, form, self.headers.get("Authorization", ""))
            payload = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    account.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield account
    server.shutdown()
    thread.join()
    server.server_close()
