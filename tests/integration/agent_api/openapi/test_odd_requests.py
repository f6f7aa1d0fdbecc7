"""Requests that none of our programs sends: refused by name in the shape of RFC 9457, and never a 500."""

import json
from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio

from agent_api.kit.problems import Problem
from tests.support.api.api_rig import PASSWORD
from tests.support.api.served_api import CALL, NOBODY, SERVICE, ServedApi

pytestmark = pytest.mark.integration
JSON = {"Content-Type": "application/json"}
HUGE = 1024 * 1024 + 1
SESSION, CALLS, LEVEL = "/api/v1/session", "/api/v1/calls", "/api/v1/service-level"
DRAFT, TICKETS, TOKENS = f"/api/v1/calls/{CALL}/draft", "/api/v1/tickets", "/api/v1/tokens"
DISPOSITION, ROLES = f"/api/v1/calls/{CALL}/disposition", "/api/v1/users/otra/roles"
PETITION = b'{"kind": "queja", "theme": "trato", "subtheme": "punto_atencion", "text": "No me contestan."}'


def token_named(name: str) -> bytes:
    """Return a request for a token."""
    return json.dumps({"name": name, "permissions": ["calls.read"], "days": 1}).encode()


BODIES: list[tuple[str, str, str, bytes, dict[str, str]]] = [
    ("cut off", "POST", SESSION, b'{"username": "ana", "pass', JSON),
    ("empty", "POST", SESSION, b"", JSON),
    ("another type", "POST", SESSION, b'{"username": "a", "password": "b"}', {"Content-Type": "text/plain"}),
    ("a form", "POST", SESSION, b"username=a&password=b", {"Content-Type": "application/x-www-form-urlencoded"}),
    ("junk for a type", "POST", SESSION, b"{}", {"Content-Type": "\x7f;;=,"}),
    ("said to be packed", "POST", SESSION, b"\x1f\x8b\x08\x00", {**JSON, "Content-Encoding": "gzip"}),
    ("no UTF-8", "POST", SESSION, b'{"username": "\xff\xfe", "password": "b"}', JSON),
    ("a mark of UTF-16", "POST", SESSION, '{"username": "a"}'.encode("utf-16"), JSON),
    ("half a character", "POST", SESSION, b'{"username": "\\ud800", "password": "b"}', JSON),
    ("a NUL to enter with", "POST", SESSION, b'{"username": "a\\u0000", "password": "b"}', JSON),
    ("a NUL in a name", "POST", TOKENS, token_named("a\0b"), JSON),
    ("a line in a name", "POST", TOKENS, token_named("a\nb"), JSON),
    ("without bottom", "POST", SESSION, b"[" * 200_000, JSON),
    ("a number without end", "POST", TOKENS, b'{"name": "a", "permissions": [], "days": ' + b"9" * 5000 + b"}", JSON),
    ("yes for a number", "PUT", DRAFT, b'{"revision": false, "form": {}}', JSON),
    (
        "a number for yes",
        "PUT",
        DISPOSITION,
        b'{"kind": "queja", "theme": "trato", "subtheme": "punto_atencion", "finish": 1}',
        JSON,
    ),
    ("a number for a day", "PUT", ROLES, b'{"roles": [{"role": "calidad", "begins_on": 0}]}', JSON),
    ("a list", "PUT", DRAFT, b"[]", JSON),
    ("a field too many", "PUT", DRAFT, b'{"revision": 0, "form": {}, "mas": 1}', JSON),
    ("a text without a word", "POST", TICKETS, PETITION.replace(b"No me contestan.", b"  "), JSON),
]
QUERIES: list[tuple[str, str]] = [
    *((CALLS, f"from={day}") for day in ("0001-01-01", "9999-12-31", "-1", "2027-02-30", "2027-01-15T00:00:00", "%F0")),
    *((CALLS, f"limit={limit}") for limit in ("-1", "0", "1e3", "9" * 30, "9" * 5000, "NaN", "")),
    *((CALLS, f"cursor={cursor}") for cursor in ("x", "%00", "%FF", "AAAA", "9" * 300, "MDAwMS0wMS0wMSB4")),
    *((LEVEL, query) for query in ("from=9999-12-31", "to=0001-01-01", "from=2027-01-16&to=2027-01-15", "line=%00")),
    *((CALLS, query) for query in ("mas=1", "line=a&line=B", "outcome=", "line=%27%3B--", "%00=1", "%ED%A0%80=1")),
    (TICKETS, "call_id=%00"),
]
LOGINS: list[tuple[str, bytes]] = [
    ("Authorization", b"Bearer"),
    ("Authorization", b"Bearer a b"),
    ("Authorization", b"Bearer \xff\xfe"),
    ("Authorization", b"Basic YTpi"),
    ("Authorization", b"x" * 8000),
    ("Cookie", b"atencion_session="),
    ("Cookie", b"atencion_session=\xff; ;;=; a"),
    ("Cookie", b"atencion_session=" + b"x" * 8000),
]


@pytest_asyncio.fixture
async def client(api: ServedApi) -> AsyncIterator[httpx2.AsyncClient]:
    """Open a client of a user with all rights."""
    async with httpx2.AsyncClient(base_url=api.url, headers=await api.headers_of("todera")) as client:
        yield client


def is_problem(answer: httpx2.Response, *statuses: int) -> str:
    """Check that an answer is a problem (RFC 9457, section 3) with one of these statuses; return its code."""
    assert answer.status_code in statuses, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    body = Problem.model_validate(answer.json())
    assert (body.status, body.type) == (answer.status_code, "about:blank")
    assert all((body.title, body.detail, body.code)), answer.text
    return body.code


async def test_each_mistake_gets_422_with_same_code_and_with_field_if_there_is_one(client: httpx2.AsyncClient) -> None:
    """Each mistake gets 422 with the same code, and with the field if there is one."""
    for case, method, path, body, headers in BODIES:
        sent = {**headers, "Idempotency-Key": "clave-0001"}
        answer = await client.request(method, path, content=body, headers=sent)
        assert is_problem(answer, 422) == "malformed_body", case


async def test_invalid_parameter_gets_400_with_its_name(client: httpx2.AsyncClient) -> None:
    """An invalid parameter gets 400 with its name, and one that finds nothing gets an answer."""
    for path, query in QUERIES:
        answer = await client.get(f"{path}?{query}")
        if answer.status_code != 200:
            assert is_problem(answer, 400) == "bad_query", (path, query)
    assert "errors" in (await client.get(f"{CALLS}?limit=-1")).json()


async def test_a_body_beyond_all_measure_is_refused(client: httpx2.AsyncClient) -> None:
    """The answer is 413 with a declared length, and for a body in chunks."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(HUGE // 1024 + 1):
            yield b"x" * 1024

    for content in (b"x" * HUGE, pieces()):
        answer = await client.post(TOKENS, content=content, headers=JSON)
        assert is_problem(answer, 413) == "body_too_large"


async def test_a_petition_needs_a_key_that_is_one(client: httpx2.AsyncClient) -> None:
    """Without a valid Idempotency-Key nothing is filed."""
    for key in (None, "", "corta", "x" * 65, "con espacio", "clave\t0001", "clave-0001,clave-0002"):
        headers = JSON if key is None else {**JSON, "Idempotency-Key": key}
        assert is_problem(await client.post(TICKETS, content=PETITION, headers=headers), 400) == "bad_query", key
    assert (await client.get(TICKETS)).json()["tickets"] == []


async def test_junk_login_is_refused_like_none(api: ServedApi) -> None:
    """An invalid login gets the same answer as none."""
    async with httpx2.AsyncClient(base_url=api.url) as stranger:
        for name, value in LOGINS:
            answer = await stranger.get("/api/v1/me", headers={name: value})
            assert is_problem(answer, 401) == "session_required", value
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_the_door_comes_before_the_body(api: ServedApi) -> None:
    """A user without permission gets 401 or 403, never 422, 400 or 413, and learns nothing about the body."""
    own, petition = ("POST", "/api/v1/me/password"), ("POST", TICKETS)
    for user, (method, path), status in (
        (NOBODY, own, 401),
        (NOBODY, petition, 401),
        ("nuevo", petition, 403),
        (SERVICE, own, 403),
    ):
        async with httpx2.AsyncClient(base_url=api.url, headers=await api.headers_of(user)) as stranger:
            for body in (b"{", b"\xff", b"x" * HUGE):
                is_problem(await stranger.request(method, path, content=body, headers=JSON), status)


async def test_method_error_lists_every_method_of_address(client: httpx2.AsyncClient) -> None:
    """405 has each method of the address in Allow (RFC 9110, section 15.5.6), from all routes that share it."""
    for method in ("PATCH", "OPTIONS", "TRACE", "PURGE"):
        answer = await client.request(method, DRAFT)
        assert is_problem(answer, 405) == "method_not_allowed"
        assert answer.headers["allow"] == "DELETE, GET, PUT"


async def test_unknown_address_gets_404(client: httpx2.AsyncClient) -> None:
    """The answer is 404, or 400 where an operation's address has an invalid parameter."""
    for path in ("/api/v1/nada", "/api/v1/calls/%FF%FE", "/api/v1/calls/..%2F..", "/api/v1//calls"):
        is_problem(await client.get(path), 400, 404)


async def test_postgresql_stores_no_nul_so_answer_is_400_before_any_query(client: httpx2.AsyncClient) -> None:
    """PostgreSQL stores no NUL, so the answer is 400 before any query."""
    for method, path in (
        ("DELETE", "/api/v1/me/sessions/%00"),
        ("DELETE", f"{TOKENS}/a%00"),
        ("GET", f"{TICKETS}/%00"),
    ):
        assert is_problem(await client.request(method, path), 400) == "bad_query"


async def test_dates_of_a_role_may_be_far_but_not_turned_around(client: httpx2.AsyncClient) -> None:
    """A role from the first day to the last is granted, and one that ends before it begins is refused."""
    ways = ((("0001-01-01", "9999-12-31"), 204), (("9999-12-31", "0001-01-01"), 422))
    for (begins, ends), status in ways:
        role = {"role": "calidad", "begins_on": begins, "ends_on": ends}
        answer = await client.put("/api/v1/users/otra/roles", json={"roles": [role], "proof": PASSWORD})
        assert answer.status_code == status, answer.text
