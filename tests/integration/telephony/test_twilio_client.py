"""The client of Twilio's REST API: its address, its one connection and its time limit."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from telephony.twilio.api.client import create_client

SID = "AC" + "0" * 32


class Numbers(BaseHTTPRequestHandler):
    """Answer each request with an account that has no number, and record the credentials of the requests."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, int, str]]

    def do_GET(self) -> None:
        """Answer."""
        self.asked.append((self.path, self.client_address[1], self.headers["Authorization"]))
        body = json.dumps({"incoming_phone_numbers": [], "next_page_uri": None}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


@pytest.fixture
def numbers_server() -> Iterator[tuple[str, list[tuple[str, int, str]]]]:
    """Start a server; yield its address and the requests that it receives."""
    heard: list[tuple[str, int, str]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Asked", (Numbers,), {"asked": heard}))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/proxy", heard
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_address_is_asked_over_one_connection(numbers_server: tuple[str, list[tuple[str, int, str]]]) -> None:
    """Requests go to the configured address, path included, with the account's credentials, over one connection."""
    api, heard = numbers_server
    client = create_client(SID, "secreto", api)
    assert client.incoming_phone_numbers.list() == client.incoming_phone_numbers.list() == []
    (path, port, way_in), again = heard
    assert path == f"/proxy/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json"
    assert way_in.startswith("Basic ")
    assert again == (path, port, way_in)


def test_a_region_of_the_environment_changes_nothing(
    numbers_server: tuple[str, list[tuple[str, int, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our settings alone choose the address: the environment variables of the library are ignored."""
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    create_client(SID, "secreto", numbers_server[0]).incoming_phone_numbers.list()
    assert len(numbers_server[1]) == 1


def test_twilio_that_accepts_connection_and_sends_no_answer_is_given_up_at_limit() -> None:
    """A Twilio that accepts a connection and sends no answer is given up at the limit, without a retry."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        client = create_client(SID, "secreto", f"http://127.0.0.1:{deaf.getsockname()[1]}", timeout_s=0.2)
        began = time.monotonic()
        with pytest.raises(requests.Timeout):
            client.incoming_phone_numbers.list()
        assert time.monotonic() - began < 10
