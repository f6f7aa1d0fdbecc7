"""The dependencies of the API, built by the composition root.

Owns the list of what the API needs. It opens and closes nothing; `agent_api.kit.deps` hands it to routes.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir
from typing import Any, TypeVar

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.kit.ports.antivirus import Antivirus
from agent_api.kit.ports.browser_phone import BrowserPhone
from agent_api.kit.ports.handlers import Handlers
from agent_api.kit.ports.verified_customer import (
    VerifiedCustomer,
    VerifiedIdentity,
    no_verified_customer,
    no_verified_identity,
)
from call_router.service import CallRouter
from config.settings import SAMPLE_SITE
from config.site.model import Site
from eventlog.journal.reader import Journal
from metrics.prometheus.http_requests import RequestCounts
from storage.encryption.field_cipher import FieldCipher
from storage.recordings.vault import Vault
from telephony.port import ALL_COMMANDS, Command
from telephony.twilio.api.metrics import ApiMetrics

Service = TypeVar("Service")
Probe = Callable[[], Awaitable[None]]
"""Return if a dependency works; raise NotReady or an error of its package if it does not."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


PhoneAddressLookup = Callable[[str], Awaitable[str | None]]


async def _no_phone(advisor: str) -> str | None:
    return None


@dataclass(frozen=True)
class ApiContext:
    """Everything that the API depends on.

    Attributes:
        redis: Valkey with bytes in and out.
        metrics_redis: Valkey as the user who may only read metrics; None if there is no such user.
        site: the site version in force.
        load_site_version: load an earlier site version, for the names that a call was recorded under.
        sip_address: the host and port that people dial, for the status page.
        handlers: the handlers that higher nouns register for lower ones.
        services: process-wide objects of single nouns, by class.
        recording_vault: storage of recordings; None if there is none.
        attachment_vault: storage of ticket files; None if there is none.
        antivirus: scanner of ticket files; None if there is none.
        find_phone_address: return the SIP address of an advisor's phone, or None while it is not registered.
        browser_phone: None if advisors do not use the browser as their phone.
        random_token: return a new unguessable text.
        second_factor_roles: the roles that must have a second factor.
        metrics_token: the token that opens the metrics; None opens them to requests from this machine.
        requests_per_s: sustained requests per second allowed for one session or token.
        probes: further dependencies that must work, by name.
        web_dist: the folder of the built screens; None for the output folder of `make web`.
        access_counts: this process's counters of sign-ins and permissions; `agent_api.access.metrics` defines their
            names.
        twilio_request_counts: counters of requests to Twilio; None if no line is served there.
        sample_mailbox: the folder where the demo's mail server stores messages; None outside the demo.
        supported_commands: what the gateways can do; screens offer no more.
        sounds_folder: cache of rendered prompts, for listening.
        site_folder: the folder with the sounds that the site names.
        places_practice_calls: whether a gateway places the calls of practices.
        numbers_practice: whether filing numbers are those of practices.
    """

    engine: AsyncEngine
    redis: Redis
    router: CallRouter
    site: Site
    load_site_version: Callable[[str], Awaitable[Site]]
    sip_address: str
    cipher: FieldCipher
    handlers: Handlers
    services: Mapping[type[Any], Any]
    recording_vault: Vault | None = None
    attachment_vault: Vault | None = None
    antivirus: Antivirus | None = None
    find_phone_address: PhoneAddressLookup = _no_phone
    browser_phone: BrowserPhone | None = None
    verified_customer: VerifiedCustomer = no_verified_customer
    verified_identity: VerifiedIdentity = no_verified_identity
    random_token: Callable[[], str] = token_hex
    metrics_redis: Redis | None = None
    second_factor_roles: frozenset[str] = frozenset()
    metrics_token: str | None = None
    requests_per_s: float = 50.0
    probes: Mapping[str, Probe] = field(default_factory=dict)
    web_dist: Path | None = None
    access_counts: Counter[str] = field(default_factory=Counter)
    http_metrics: RequestCounts = field(default_factory=RequestCounts)
    twilio_request_counts: ApiMetrics | None = None
    has_mail_server: bool = False
    sample_mailbox: Path | None = None
    supported_commands: frozenset[type[Command]] = ALL_COMMANDS
    sounds_folder: Path = Path(gettempdir(), "atencion-sounds")
    site_folder: Path = SAMPLE_SITE
    places_practice_calls: bool = True
    numbers_practice: bool = False
    now: Callable[[], datetime] = _utc_now

    def service(self, kind: type[Service]) -> Service:
        """Return the process-wide object of a class."""
        instance: Service = self.services[kind]
        return instance

    @property
    def campaign(self) -> str:
        """The campaign that the site belongs to."""
        return self.site.campaign

    @property
    def for_metrics(self) -> "ApiContext":
        """The same context with read-only access to metrics."""
        if self.metrics_redis is None:
            return self
        return replace(self, redis=self.metrics_redis, router=CallRouter(self.metrics_redis, self.campaign))

    @cached_property
    def journal(self) -> Journal:
        """The campaign's journal."""
        return Journal(self.engine, self.campaign)
