"""Lookups in a real HTTP service, good and bad."""

import asyncio
import gzip
import json

import pytest

from tests.support.desks.lookup_systems import ANA, DEBTLESS, SampleSystems, http_server, visible_rows

pytestmark = pytest.mark.integration
GOOD = {"giros": [{"fecha": "2026-02-15", "concepto": "Matrícula", "valor": {"pesos": 0.1}, "estado": "Girado"}]}


def answer(status: int, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def asked(systems: SampleSystems, reply: bytes, limit_s: float = 2.0) -> tuple[str | None, list[list[str]]]:
    async def each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(reply)
        await writer.drain()

    async with http_server(each) as url:
        systems.say("apoteosys", url)
        consult = await systems.ask("giros", limit_s=limit_s)
        await systems.consults.close()
    return consult.reason, visible_rows(consult)


async def test_a_third_party_has_their_payments(service: SampleSystems) -> None:
    """The request has the secret's token, and JSON pointers select the fields of each row."""
    assert visible_rows(await service.ask("giros")) == [
        ["15/02/2019", "Matrícula", "$ 2.450.000", "Girado"],
        ["15/03/2019", "Sostenimiento", "$ 950.000,50", "Girado"],
    ]


async def test_404_is_nothing_where_the_site_says_so(service: SampleSystems) -> None:
    """Without that setting 404 means a wrong address."""
    consult = await service.ask("giros", DEBTLESS)
    assert (consult.reason, consult.rows) == (None, ())
    assert (await service.ask("giros", DEBTLESS, none_on_404=False)).reason == "refused"


async def test_a_value_stays_one_part_of_the_address(service: SampleSystems) -> None:
    """A slash or a question mark in it does not change the path."""
    assert (await service.ask("giros", "../terceros/52900101")).rows == ()
    assert (await service.ask("giros", f"{ANA}?x=")).rows == ()


async def test_invalid_or_missing_token_is_reported(service: SampleSystems) -> None:
    """The token is neither sent to another address nor shown."""
    service.say("apoteosys_token", "Bearer otro")
    assert (await service.ask("giros")).reason == "refused"
    (service.folder / "apoteosys_token").unlink()
    assert (await service.ask("giros")).reason == "not_configured"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (answer(500, b"{}"), "failing"),
        (answer(503, b"{}"), "failing"),
        (answer(429, b"{}"), "failing"),
        (answer(302, b"", "Location: http://127.0.0.1:9/"), "refused"),
        (answer(401, b"{}"), "refused"),
        (answer(200, b"<html>"), "bad_answer"),
        (answer(200, b'{"giros": 3}'), "bad_answer"),
        (answer(200, b'{"giros": [1]}'), "bad_answer"),
        (answer(200, b'{"otros": []}'), "bad_answer"),
        (answer(200, b'{"giros": [{"valor": {"pesos": NaN}}]}'), "bad_answer"),
        (answer(200, b'{"giros": [{"valor": {"pesos": "mil"}}]}'), "bad_answer"),
        (answer(200, b'{"giros": [{"fecha": {"a": 1}}]}'), "bad_answer"),
        (answer(200, b"\xff\xfe"), "bad_answer"),
        (answer(200, b"[" * 100_000), "bad_answer"),
        (answer(200, b" " * 600_000), "bad_answer"),
        (answer(200, gzip.compress(b"{}"), "Content-Encoding: gzip"), "bad_answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", "unreachable"),
        (b"SSH-2.0-OpenSSH\r\n", "unreachable"),
        (answer(200, b'{"giros": null}'), None),
        (answer(200, b'{"giros": []}'), None),
    ],
)
async def test_failed_lookup_does_not_interrupt_call(systems: SampleSystems, reply: bytes, reason: str | None) -> None:
    """The reason is returned, and no data are shown."""
    assert await asked(systems, reply) == (reason, [])


async def test_numbers_are_exact(systems: SampleSystems) -> None:
    """A tenth of a peso stays a tenth."""
    _, rows = await asked(systems, answer(200, json.dumps(GOOD).encode()))
    assert rows == [["15/02/2026", "Matrícula", "$ 0,10", "Girado"]]


async def test_a_slow_drip_ends_at_the_bound(systems: SampleSystems) -> None:
    """A server that sends a byte now and then causes no longer wait."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
        for _ in range(200):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with http_server(drip) as url:
        systems.say("apoteosys", url)
        consult = await systems.ask("giros", limit_s=0.4)
    assert consult.reason == "timeout"
    assert consult.duration_ms < 900
    await systems.consults.close()


async def test_a_service_that_fails_is_left_in_peace(systems: SampleSystems) -> None:
    """After three failures in a row the fourth lookup sends no request, while another system still gets its own."""
    asked_times = 0

    async def fail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked_times
        asked_times += 1
        writer.write(answer(500, b""))

    async with http_server(fail) as url:
        systems.say("apoteosys", url)
        reasons = [(await systems.ask("giros")).reason for _ in range(5)]
    assert reasons == ["failing"] * 3 + ["resting"] * 2
    assert asked_times == 3
    assert (await systems.ask("cartera")).rows
    await systems.consults.close()


@pytest.mark.parametrize(
    "address", ["http://apoteosys.example", "ftp://127.0.0.1/x", "nada", "http://127.0.0.1.example/"]
)
async def test_an_address_without_tls_is_refused(systems: SampleSystems, address: str) -> None:
    """An address of this very machine is accepted."""
    systems.say("apoteosys", address)
    assert (await systems.ask("giros")).reason == "not_configured"
