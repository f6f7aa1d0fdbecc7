"""Attacks by costly requests: public requests are cheap, and costly ones are not public."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace

import httpx2
import pytest

from agent_api.access import guard
from agent_api.access.guard import COOKIE
from agent_api.app import openapi_routes
from agent_api.app.app import create_app
from agent_api.system import routes as system_routes
from tests.support.api.api_rig import ApiRig

pytestmark = pytest.mark.integration
ASKERS = 100
TOKEN = "un-token-de-metricas-largo"
OUTSIDE = ("203.0.113.9", 40_000)


def visitor(app: object, address: tuple[str, int] = OUTSIDE, **headers: str) -> httpx2.AsyncClient:
    """Return a client with an address."""
    transport = httpx2.ASGITransport(app, client=address)  # type: ignore[arg-type]
    return httpx2.AsyncClient(transport=transport, base_url="http://api", headers=headers)


def counted(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[object]:
    """Record the calls of a function from now on."""
    calls: list[object] = []
    real: Callable[..., object] = getattr(module, name)

    def noted(*args: object, **named: object) -> object:
        calls.append(args)
        return real(*args, **named)

    monkeypatch.setattr(module, name, noted)
    return calls


async def test_a_hundred_requests_for_the_document_build_it_once(rig: ApiRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The document is serialised once in the process's life, and a supervisor's request is answered meanwhile."""
    written = counted(monkeypatch, openapi_routes, "build_document_file")
    async with visitor(rig.app) as anybody:
        requests: list[Awaitable[httpx2.Response]] = [anybody.get("/api/openapi.json") for _ in range(ASKERS)]
        answers, calls = await asyncio.gather(asyncio.gather(*requests), rig.get("/api/v1/calls"))
        again = await anybody.get("/api/openapi.json", headers={"If-None-Match": answers[0].headers["etag"]})
        head = await anybody.head("/api/openapi.json")
    assert len(written) == 1
    assert calls.status_code == 200
    assert {(each.status_code, each.headers["content-type"]) for each in answers} == {(200, "application/json")}
    assert (again.status_code, again.content) == (304, b"")
    assert head.status_code == 200
    assert answers[0].json() == json.loads(json.dumps(rig.app.openapi()))


async def test_client_that_accepts_gzip_gets_tenth_of_bytes(rig: ApiRig) -> None:
    """A client that accepts gzip gets a tenth of the bytes."""
    async with visitor(rig.app) as anybody:
        plain = await anybody.get("/api/openapi.json", headers={"Accept-Encoding": "identity"})
        packed = await anybody.get("/api/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < len(plain.content) / 5


async def test_figures_of_operation_are_for_monitors(rig: ApiRig) -> None:
    """Only this machine, not through a proxy, has access without a configured token; with one, its holder has it."""
    by_place = rig.app
    by_token = create_app(replace(rig.context(), metrics_token=TOKEN))
    local = ("127.0.0.1", 40_000)
    statuses = []
    for app, address, headers in (
        (by_place, local, {}),
        (by_place, ("::1", 40_000), {}),
        (by_place, OUTSIDE, {}),
        (by_place, local, {"X-Forwarded-For": "127.0.0.1"}),
        (by_place, local, {"Forwarded": "for=127.0.0.1"}),
        (by_place, OUTSIDE, {"Authorization": f"Bearer {TOKEN}"}),
        (by_token, local, {}),
        (by_token, OUTSIDE, {"Authorization": f"Bearer {TOKEN}"}),
        (by_token, local, {"Authorization": f"Bearer {TOKEN}x"}),
        (by_token, local, {"Authorization": f"Basic {TOKEN}"}),
        (by_token, local, {"Authorization": "Bearer "}),
        (by_token, local, {"Cookie": f"{COOKIE}={TOKEN}"}),
    ):
        async with visitor(app, address, **headers) as asker:
            metrics, ready = await asker.get("/metrics"), await asker.get("/readyz")
        assert (metrics.status_code == 200) == bool(ready.json()["dependencies"])
        if metrics.status_code == 403:
            assert metrics.json()["code"] == "monitors_only"
            assert ready.json() == {"ready": False, "dependencies": [], "warnings": []}
        statuses.append(metrics.status_code)
    assert statuses == [200, 200, 403, 403, 403, 403, 403, 200, 403, 403, 403, 403]


async def test_a_hundred_strangers_make_no_dependency_be_asked(rig: ApiRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger's request for metrics gathers none, and readiness is checked once for all of them."""
    monkeypatch.setattr(guard, "ANONYMOUS_REQUESTS_PER_S", 1000.0)
    gathered = counted(monkeypatch, system_routes, "probes")
    async with visitor(create_app(rig.context())) as anybody:
        metrics = await asyncio.gather(*(anybody.get("/metrics") for _ in range(ASKERS)))
        ready = await asyncio.gather(*(anybody.get("/readyz") for _ in range(ASKERS)))
        later = await anybody.get("/readyz")
    assert {each.status_code for each in metrics} == {403}
    assert {each.status_code for each in (*ready, later)} == {503}  # no recorder runs here
    assert len(gathered) == 1
    assert "acd_" not in "".join(each.text for each in metrics)


async def test_scrapes_at_the_same_time_share_one_reading(rig: ApiRig) -> None:
    """Concurrent requests for metrics read the servers once."""
    read = 0
    real = rig.app.state.figures._make

    async def noted() -> bytes:
        nonlocal read
        read += 1
        return bytes(await real())

    rig.app.state.figures._make = noted
    answers = await asyncio.gather(*(rig.get("/metrics") for _ in range(20)))
    assert {each.status_code for each in answers} == {200}
    assert read == 1
    await rig.get("/metrics")
    assert read == 2


async def test_one_token_cannot_take_all(rig: ApiRig) -> None:
    """Beyond its rate any token, valid or not, gets 429 with Retry-After on each route; others are unaffected."""
    app = create_app(replace(rig.context(), requests_per_s=1.0))
    greedy = {"Authorization": f"Bearer {await rig.hire('ana', 'asesor')}"}
    async with visitor(app, **greedy) as ana, visitor(app) as other:
        other.headers["Authorization"] = rig.client.headers["Authorization"]
        answers = [await ana.get("/api/v1/me") for _ in range(60)]
        assert (await other.get("/api/v1/calls")).status_code == 200
        refused = [each for each in answers if each.status_code == 429]
        assert len(refused) >= 20
        assert {each.status_code for each in answers} == {200, 429}
        assert refused[-1].json()["code"] == "too_many_requests"
        assert refused[-1].headers["retry-after"] == "1"
        users = [(await ana.get("/api/v1/users")).status_code for _ in range(10)]
        assert set(users) - {403} == {429}  # a slow machine earns a request now and then
        unknown = {"Authorization": "Bearer nada"}
        guesses = [(await other.get("/api/v1/calls", headers=unknown)).status_code for _ in range(60)]
        assert set(guesses) == {401, 429}
        assert 'access_refused_total{reason="too_many_requests"}' in (await rig.get("/metrics")).text


async def test_strangers_of_one_address_wait_for_their_turn(rig: ApiRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a burst they are answered at a fixed rate, while other addresses and signed-in users do not wait."""
    monkeypatch.setattr(guard, "ANONYMOUS_REQUESTS_PER_S", 5.0)
    monkeypatch.setattr(guard, "ANONYMOUS_MAX_WAIT_S", 4.0)
    app = create_app(rig.context())
    loop = asyncio.get_running_loop()
    async with visitor(app) as strangers, visitor(app, ("203.0.113.10", 1)) as other:
        began = loop.time()
        requests = [asyncio.create_task(strangers.get("/estado")) for _ in range(ASKERS)]
        await asyncio.sleep(0.2)
        beside = await asyncio.gather(
            other.get("/estado"),
            strangers.get("/api/v1/session"),
            strangers.get("/healthz"),
            strangers.get("/api/v1/calls", headers={"Authorization": rig.client.headers["Authorization"]}),
        )
        assert loop.time() - began < 3.5
        assert [each.status_code for each in beside] == [200] * 4
        statuses = [each.status_code for each in await asyncio.gather(*requests)]
        assert loop.time() - began >= 3.5
    assert 25 <= statuses.count(200) <= 40  # a burst of 5, and the rate during the maximum wait of four seconds
    assert statuses.count(429) == ASKERS - statuses.count(200)


async def test_strangers_of_one_ipv6_network_share_their_turns(rig: ApiRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Different addresses of one /64 share a limit, as one subscriber, and the neighbouring network does not wait."""
    monkeypatch.setattr(guard, "ANONYMOUS_REQUESTS_PER_S", 1.0)
    monkeypatch.setattr(guard, "ANONYMOUS_MAX_WAIT_S", 0.0)
    app = create_app(rig.context())
    statuses = []
    for address in ("2001:db8::1", "2001:db8::2", "2001:db8::ffff", "2001:db8:0:1::1"):
        async with visitor(app, (address, 1)) as stranger:
            statuses.append((await stranger.get("/estado")).status_code)
    assert statuses == [200, 429, 429, 200]
