"""What the API is given by the composition root.

Owns the list of what the API needs. It opens and closes nothing; how a route gets it is `agent_api.kit.deps`'s.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import Any, TypeVar

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.kit.ports.antivirus import Antivirus
from agent_api.kit.ports.browser_phone import BrowserPhone
from agent_api.kit.ports.handlers import Handlers
from agent_api.kit.ports.verified_customer import VerifiedCustomer, no_verified_customer
from call_router.service import CallRouter
from config.site.model import Site
from eventlog.journal.reader import Journal
from metrics.prometheus.http_requests import RequestCounts
from storage.encryption.field_cipher import FieldCipher
from storage.recordings.vault import Vault
from telephony.port import ALL_COMMANDS, Command
from telephony.twilio.api.metrics import ApiMetrics

Service = TypeVar("Service")
Probe = Callable[[], Awaitable[None]]
"""Returns when a dependency works; raises NotReady or an error of its room when it does not."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


PhoneAddressLookup = Callable[[str], Awaitable[str | None]]


async def _no_phone(advisor: str) -> str | None:
    return None


@dataclass(frozen=True)
class ApiContext:
    """What the API is made over.

    Attributes:
        engine: of PostgreSQL.
        redis: of Valkey, bytes in and out.
        router: of the campaign.
        metrics_redis: of Valkey too, as the user who may only read figures; None where there is no such user.
        site: the one in force.
        load_site_version: an earlier version, for the names that a call was told under.
        sip_address: host and port that people dial, for the status page.
        cipher: of personal data.
        handlers: what higher nouns do for lower ones.
        services: the objects that one noun keeps for the whole process, by their class.
        recording_vault: where recordings are kept; None where there is none.
        attachment_vault: where files of tickets are kept; None where there is no such place.
        antivirus: examines files of tickets; None where there is none.
        find_phone_address: where an advisor's phone is rung, a SIP address, or None while it is nowhere.
        browser_phone: lets advisors' browsers be their phones; None where they are not.
        verified_customer: tells whose identity a call has verified.
        random_token: an unguessable text, another one each time.
        second_factor_roles: who must have a second factor.
        metrics_token: opens the figures of operation; None opens them to who asks from this machine.
        requests_per_s: how many requests of the API one session or token may make, for ever.
        probes: further dependencies that must work, by name.
        web_dist: the folder of the built screens; None for the one where `make web` builds.
        access_counts: what the door of this process counted, named as `agent_api.access.metrics` names it.
        http_metrics: what this process was asked by HTTP.
        twilio_request_counts: what this process counted of its requests to Twilio; None where no line is served there.
        has_mail_server: whether there is a server to send mail through.
        sample_mailbox: where the demo's own mail server leaves what it takes; None outside the demo.
        supported_commands: what the gateways can do, for screens to offer no more.
        now: the wall clock, for the defaults of queries.
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
    now: Callable[[], datetime] = _utc_now

    def service(self, kind: type[Service]) -> Service:
        """Return the object of a class that its noun keeps for the whole process."""
        instance: Service = self.services[kind]
        return instance

    @property
    def campaign(self) -> str:
        """The campaign that the site belongs to."""
        return self.site.campaign

    @property
    def for_metrics(self) -> "ApiContext":
        """The same for who only reads figures of operation."""
        if self.metrics_redis is None:
            return self
        return replace(self, redis=self.metrics_redis, router=CallRouter(self.metrics_redis, self.campaign))

    @cached_property
    def journal(self) -> Journal:
        """The campaign's journal."""
        return Journal(self.engine, self.campaign)
