"""Attacks from within: the compromised process of a role can do its role's actions in Valkey, and no more."""

import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from redis.asyncio import Redis
from redis.exceptions import NoPermissionError, RedisError

from call_router.errors import RouterError
from call_router.service import CallRouter
from config.valkey_users import OPERATOR, ROLES, RULES, acl_text, generate_passwords, read_passwords
from eventlog.facts import SiteImported
from eventlog.stream import Stream
from storage.embedded.valkey import EmbeddedValkey
from storage.errors import ValkeyRefused
from storage.valkey import connect, url_for_user
from telephony.metrics.store import GatewayMetricsStore
from tests.support.repository import ROOT
from tests.support.router.campaign_rig import CAMPAIGN, CampaignRig
from tests.support.router.library_rights import list_writes

pytestmark = pytest.mark.integration
ROOMS = ("agent_api", "atencion", "call_router", "eventlog", "metrics", "telephony")
LIBRARY = ROOT / "call_router" / "library"
CALLER = "+573001234567"
WORKER_FUNCTIONS = ("set_queues", "leave", "complete")
"""The worker's acts in the router: its jobs of the roster, the staff and the practices."""
WORKER_KEYS = {("set", "practice"), ("del", "browser_phone")}
"""Its other keys: the mark that a practice has ended, and the phone in the browser of a person who left."""
RUIN = (
    ("FLUSHALL",),
    ("FLUSHDB",),
    ("CONFIG", "GET", "*"),
    ("CONFIG", "SET", "dir", "/tmp"),
    ("KEYS", "*"),
    ("SCAN", "0"),
    ("ACL", "LIST"),
    ("ACL", "SETUSER", "x", "on", "nopass", "+@all"),
    ("MONITOR",),
    ("SHUTDOWN", "NOSAVE"),
    ("SAVE",),
    ("REPLICAOF", "127.0.0.1", "1"),
    ("MODULE", "LIST"),
    ("FUNCTION", "FLUSH"),
    ("FUNCTION", "DUMP"),
    ("SCRIPT", "FLUSH"),
    ("CLIENT", "LIST"),
    ("CLIENT", "KILL", "TYPE", "normal"),
    ("MIGRATE", "127.0.0.1", "1", "x", "0", "1"),
    ("SWAPDB", "0", "1"),
)


class Server:
    """A Valkey with the usual users, and a client as each of them."""

    def __init__(self, url: str, passwords: dict[str, str]) -> None:
        urls = {user: url_for_user(url, user, password) for user, password in passwords.items()}
        self.url = url
        self.clients: dict[str, Redis] = {user: connect(each) for user, each in urls.items()}

    async def close(self) -> None:
        """Close the clients."""
        for client in self.clients.values():
            await client.aclose()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Create a folder with a short path, for the socket."""
    with tempfile.TemporaryDirectory(prefix="atn-acl-") as name:
        yield Path(name)


@pytest_asyncio.fixture
async def server(folder: Path) -> AsyncIterator[Server]:
    """Start the server as `serve` does, with the library loaded by the operator."""
    passwords = generate_passwords()
    login = OPERATOR, passwords[OPERATOR]
    async with EmbeddedValkey(folder / "valkey", acl_text(passwords), login) as url:
        server = Server(url, passwords)
        await CallRouter(server.clients[OPERATOR], CAMPAIGN).install()
        yield server
        await server.close()


def rules() -> dict[str, list[str]]:
    """Return the file's rules of each user."""
    lines = (line.split() for line in RULES.read_text().splitlines())
    return {words[1]: words[2:] for words in lines}


def test_no_user_may_everything() -> None:
    """The default user is off, and every other is granted commands by name, from none, and no channel."""
    assert rules()["default"] == ["off", "resetchannels", "resetkeys", "-@all"]
    assert set(rules()) == {"default", OPERATOR, *ROLES}
    for user, words in rules().items():
        assert "-@all" in words
        assert [each for each in words if each.startswith("+@") or each in ("~*", "allkeys", "&*", "nopass")] == [], (
            user
        )


def test_commands_within_function_need_caller_rights() -> None:
    """Commands within a function need the caller's rights: no act may fail for a missing one."""
    text = "".join(each.read_text() for each in LIBRARY.glob("*.lua"))
    commands = set(map(str.lower, re.findall(r"redis\.call\('(\w+)'", text)))
    keys = set(re.findall(r"^  \{c\}:([a-z]+)", (LIBRARY / "keys.lua").read_text(), re.MULTILINE))
    assert len(commands) > 25
    assert len(keys) > 20
    for user in ("router", "gateway", "recorder", "api", OPERATOR):
        words = set(rules()[user])
        assert {each for each in commands if f"+{each}" not in words} == set(), user
        granted = {word.partition("}:")[2].partition(":")[0] for word in words if word.startswith(("~{*}:", "%W~{*}:"))}
        missing = set() if "*" in granted else keys - granted
        assert missing == ({"person"} if user == "router" else set()), user


def test_the_worker_writes_what_its_functions_write() -> None:
    """The worker may use each write of its acts in the router with the keys of that write, and no other one."""
    (line,) = (line for line in RULES.read_text().splitlines() if line.startswith("user worker "))
    granted = set[tuple[str, str]]()
    for selector in re.findall(r"\(([^)]*)\)", line):
        commands, keys = re.findall(r"\+(\w+)", selector), re.findall(r"~\{\*\}:?(\w*)", selector)
        granted |= {(command, key) for command in commands for key in keys}
    reads = set(re.findall(r"\+(\w+)", line.partition("(")[0])) - {"set"}
    needed = list_writes(WORKER_FUNCTIONS, reads)
    assert len(needed) > 15
    assert granted == needed | WORKER_KEYS | {("fcall", "")}


def test_every_key_named_in_python_is_granted_to_role() -> None:
    """A key named in Python without a grant to any role would be refused at its first use."""
    root = LIBRARY.parents[1]
    texts = [each.read_text() for room in ROOMS for each in (root / room).rglob("*.py")]
    named = {name for text in texts for name in re.findall(r"\{\{\{[\w.]*campaign\}\}\}:([a-z_]+)", text)}
    assert len(named) > 5
    granted = {word.partition("}:")[2].partition(":")[0] for role in ROLES for word in rules()[role] if "~{*}:" in word}
    of_samples = {name for name in named if name.startswith("sample_")}
    assert named - granted - of_samples == set()


async def test_no_role_may_use_dangerous_commands(server: Server) -> None:
    """No user may empty the server, list its keys, change its settings or create users; access needs a password."""
    for user, client in server.clients.items():
        for command in RUIN:
            with pytest.raises(NoPermissionError):
                await client.execute_command(*command)
            assert await client.ping(), user
    stranger = connect(f"unix://{server.url.partition('@')[2]}")
    with pytest.raises(RedisError, match="authenticated"):
        await stranger.ping()
    await stranger.aclose()


async def test_the_router_and_the_metrics_read_no_person(server: Server) -> None:
    """A caller's number is for the gateway, the recorder and the API, and sign-in attempts are the API's alone."""
    person, attempts = f"{{{CAMPAIGN}}}:person", f"{{{CAMPAIGN}}}:attempts:ana"
    await server.clients["gateway"].hset(person, "ref", CALLER)
    await server.clients["api"].incr(attempts)
    for user in ("router", "metrics"):
        for read in (("HGETALL", person), ("HGET", person, "ref"), ("HKEYS", person), ("GET", attempts)):
            with pytest.raises(NoPermissionError):
                await server.clients[user].execute_command(*read)
        with pytest.raises(ValkeyRefused):
            await Stream(server.clients[user], CAMPAIGN).read_people(["ref"])
    for user in ("gateway", "recorder"):
        assert await server.clients[user].hget(person, "ref") == CALLER.encode()
        with pytest.raises(NoPermissionError):
            await server.clients[user].get(attempts)


async def test_the_worker_sets_queues_and_changes_nothing_else(server: Server) -> None:
    """The worker's acts reach the router; it can take no fact from the log, no call and no person."""
    rig, client, tag = CampaignRig(server.clients["gateway"]), server.clients["worker"], f"{{{CAMPAIGN}}}"
    await rig.begin()
    await rig.ready("asesor1")
    await rig.arrive("una", "quejas")
    worker = CallRouter(client, CAMPAIGN)
    assert await worker.set_queues("asesor1", {"quejas": 5}, "system:roster") == "offered"
    assert await worker.go_offline("asesor1", "system:roster") == "offered"
    await rig.answer("una", "asesor1", queue="quejas")
    await rig.end("una", "answered")
    assert await worker.complete("asesor1") == "offline"
    assert await worker.levels_on_duty() == {}
    before = await rig.log()
    for write in (
        ("SET", f"{tag}:log", ""),
        ("DEL", f"{tag}:log"),
        ("XDEL", f"{tag}:log", "1-1"),
        ("XTRIM", f"{tag}:log", "MAXLEN", "0"),
        ("DEL", f"{tag}:call:una"),
        ("ZADD", f"{tag}:waiting:quejas", "0", "x"),
        ("HSET", f"{tag}:rules", "quejas", "{}"),
        ("SET", f"{tag}:full", "1"),
        ("ZREM", f"{tag}:leases", "pyvoip-1"),
        ("HGETALL", f"{tag}:person"),
        ("SET", "site:x", ""),
        ("INFO",),
        ("EVAL", "return 1", "0"),
    ):
        with pytest.raises(NoPermissionError):
            await client.execute_command(*write)
    with pytest.raises(RouterError):
        await worker.append([SiteImported(digest="x")], "system", "x")
    assert await rig.log() == before


async def test_the_metrics_change_nothing(server: Server) -> None:
    """The user of metrics reads all figures and writes none."""
    client, tag = server.clients["metrics"], f"{{{CAMPAIGN}}}"
    router = CallRouter(client, CAMPAIGN)
    (
        await router.snapshot(),
        await router.totals(),
        await router.gateways(),
        await GatewayMetricsStore(client, CAMPAIGN).read(),
    )
    assert "used_memory" in await client.info("memory")
    for write in (
        ("SET", f"{tag}:draining:x", "1"),
        ("HSET", f"{tag}:totals", "x", "1"),
        ("XADD", f"{tag}:log", "*", "a", "b"),
        ("DEL", f"{tag}:log"),
        ("EVAL", "return 1", "0"),
        ("FCALL", "atencion_v5_tick", "1", tag),
    ):
        with pytest.raises(NoPermissionError):
            await client.execute_command(*write)


async def test_another_room_s_keys_are_closed(server: Server) -> None:
    """A key that belongs to no role is closed to all, even if its name resembles theirs; the router writes sites."""
    for user in ROLES:
        for key in ("secret", "{otra}:secret", *(() if user == "router" else ("site:x",))):
            with pytest.raises(NoPermissionError):
                await server.clients[user].set(key, "1")


async def test_calls_are_routed_by_each_role_s_own_user(server: Server) -> None:
    """A gateway's acts and a router's ticks succeed with their own users, from arrival to the end of a call."""
    rig = CampaignRig(server.clients["gateway"])
    await rig.begin()
    await rig.ready("asesor1")
    await rig.arrive("una")
    ticking = CallRouter(server.clients["router"], CAMPAIGN)
    await ticking.tick()
    await rig.answer("una", "asesor1")
    await rig.end("una", "answered")
    await ticking.tick()
    assert (await CallRouter(server.clients["metrics"], CAMPAIGN).totals())["ingressed|nacional"] == 1


@pytest.mark.parametrize("text", ["router", "router kurz", "root 0123456789abcdef", "router con espacios que son 2"])
def test_a_file_of_passwords_that_cannot_be_used_is_refused(text: str) -> None:
    """A line without a good password, or for an unknown role, stops the start."""
    with pytest.raises(ValueError, match="line"):
        read_passwords(text)
