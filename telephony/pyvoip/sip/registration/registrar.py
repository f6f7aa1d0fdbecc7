"""The registrar: authenticates phones by digest (RFC 8760) and changes their bindings (RFC 3261 §10.3).

Owns the order of the checks (ban, earlier success, response, changes) and the waiting: for secrets, for bindings, and
the delays for guessers. Each decision has its own module: ``nonces``, ``throttle``, ``digest``, ``register_request``.
An unknown user and a wrong password are indistinguishable: the same work, response and delay.

Responses that are cheap to repeat (a challenge, a ban) are stateless, so that a flood leaves no state.
"""

import asyncio
import hmac
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from weakref import WeakValueDictionary

import structlog

from telephony.fault_trace import describe_fault
from telephony.pyvoip.sip import digest, nonces
from telephony.pyvoip.sip.endpoint import ServerTransaction
from telephony.pyvoip.sip.messages import Message, stateless_to_tag
from telephony.pyvoip.sip.normalizer import Headers
from telephony.pyvoip.sip.registration import register_request
from telephony.pyvoip.sip.registration.bindings import Binding, Bindings, BindingsAway, active_bindings
from telephony.pyvoip.sip.registration.register_request import RegisterRefused
from telephony.pyvoip.sip.throttle import PasswordThrottle

log = structlog.get_logger(__name__)

REALM = "atencion"
"""The realm of our secrets: they are hashes of ``user:atencion:password``."""
_MAX_CONCURRENT = 512
_MAX_PER_SOURCE = 16
_MAX_CHARACTERS = 64  # of a user: the records of guessers are bounded in bytes too
_RETRY_AFTER: Headers = [("Retry-After", "5")]

SecretsOf = Callable[[str], Awaitable[Mapping[str, str] | None]]
"""Returns the HA1 of a user (hexadecimal, realm ``REALM``) by algorithm, ``SHA-256`` and ``MD5``; None without a phone.

It raises ``BindingsAway`` if it cannot read them.
"""


class Registrar:
    """Registers the phones of users.

    Args:
        key: signs nonces; a new one after a restart costs every phone one more challenge.

    Attributes:
        counts: requests by outcome: ``registered``, ``challenged``, ``wrong``, ``banned``, ``refused``, ``away``,
            ``dropped``.
    """

    def __init__(
        self,
        secrets_of: SecretsOf,
        bindings: Bindings,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        key: bytes | None = None,
    ) -> None:
        self._secrets_of, self._bindings, self._clock = secrets_of, bindings, clock
        self._key = key or secrets.token_bytes(32)
        self._throttle, self._spent_nonces = PasswordThrottle(), nonces.SpentNonces()
        self._running_tasks: dict[asyncio.Task[None], str] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.counts: Counter[str] = Counter()

    async def bindings_of(self, user: str) -> tuple[Binding, ...]:
        """Return where a user is rung, the latest registration first.

        Raises:
            BindingsAway: it cannot be read now.
        """
        return active_bindings(await self._bindings.find(user), self._clock())

    def register(self, request: Message, transaction: ServerTransaction) -> None:
        """Answer a REGISTER, at once or after a lookup in a task."""
        source = request.source[0]
        texts = [
            answer for text in request.normalized.values("Authorization")[:4] if (answer := digest.read_response(text))
        ]
        answer = next((each for each in texts if each.realm == REALM), None)
        if answer is None or answer.algorithm not in digest.ALGORITHMS or len(answer.username) > _MAX_CHARACTERS:
            self._challenge(request, transaction)
            return
        now = self._clock()
        is_trusted = self._throttle.is_trusted(source, answer.username, now)
        if is_trusted and self._throttle.is_banned(source, answer.username, now):
            self.counts["banned"] += 1
            transaction.respond_statelessly(403)
            return
        issued = nonces.issued_at(self._key, source, answer.nonce)
        if self._spent_nonces.freshness(answer.nonce, issued, answer.count, self._clock()) == "stale" or issued is None:
            self._challenge(request, transaction, stale=True)
            return
        self._start_task(request, transaction, answer, issued)

    def close(self) -> None:
        """Drop unanswered requests."""
        for task in self._running_tasks:
            task.cancel()

    # Without a lookup

    def _challenge(self, request: Message, transaction: ServerTransaction, stale: bool = False) -> None:
        self.counts["challenged"] += 1
        transaction.respond_statelessly(401, self._challenges(request, stale))

    def _challenges(self, request: Message, stale: bool = False) -> Headers:
        source, names = request.source[0], digest.algorithms_for(request.normalized.first("User-Agent"))
        salt = secrets.token_bytes(nonces.SALT_BYTES)
        nonce = nonces.issue_nonce(self._key, source, self._clock(), salt)
        return [("WWW-Authenticate", digest.write_challenge(REALM, nonce, name, stale=stale)) for name in names]

    def _start_task(
        self, request: Message, transaction: ServerTransaction, answer: digest.DigestResponse, issued_at: datetime
    ) -> None:
        """Continue in a task; beyond the limit the request is dropped, and the phone retransmits it."""
        source = request.source[0]
        of_source = sum(other == source for other in self._running_tasks.values())
        if len(self._running_tasks) >= _MAX_CONCURRENT or of_source >= _MAX_PER_SOURCE:
            self.counts["dropped"] += 1
            transaction.endpoint.forget(transaction)
            return
        task = asyncio.ensure_future(self._serve(request, transaction, answer, issued_at))
        self._running_tasks[task] = source
        task.add_done_callback(self._running_tasks.pop)

    # With a lookup

    async def _serve(
        self, request: Message, transaction: ServerTransaction, answer: digest.DigestResponse, issued_at: datetime
    ) -> None:
        tag = stateless_to_tag(request.normalized)
        try:
            code, extra = await self._check(request, answer, issued_at)
        except RegisterRefused as refusal:
            self.counts["refused"] += 1
            code, extra = refusal.code, refusal.extra_headers
        except BindingsAway as error:
            self.counts["away"] += 1
            log.warning("registrar_away", **describe_fault(error))
            code, extra = 503, _RETRY_AFTER
        except Exception as error:  # an error of ours must not leave the phone without a response
            log.error("register_failed", **describe_fault(error))
            code, extra = 500, []
        transaction.respond(code, tag, extra)

    async def _check(self, request: Message, answer: digest.DigestResponse, issued_at: datetime) -> tuple[int, Headers]:
        user, source = register_request.user_of(request), request.source[0]
        if self._throttle.is_banned(source, answer.username, self._clock()):
            await self._restore_trust(source, answer.username)
        if self._throttle.is_banned(source, answer.username, self._clock()):
            self.counts["banned"] += 1
            return 403, []
        if not await self._is_right(request, answer, issued_at):
            return await self._reject_wrong(request, answer.username)
        if user != answer.username:
            raise RegisterRefused(403, "solo puede registrar su propio usuario")
        registration = register_request.read_registration(request)
        lock = self._locks.setdefault(user, asyncio.Lock())
        async with lock:
            before = await self._bindings.find(user)
            now = self._clock()
            after = register_request.apply_register(before, registration, now)
            if registration.contacts or registration.removes_all:
                await self._bindings.replace(user, after)
        self.counts["registered"] += 1
        return 200, register_request.contact_headers(after, now)

    async def _restore_trust(self, source: str, user: str) -> None:
        """Trust a phone that registered from there before this process began, so that a guesser cannot ban it."""
        now = self._clock()
        if any(each.host == source for each in active_bindings(await self._bindings.find(user), now)):
            self._throttle.trust(source, user, now)

    async def _is_right(self, request: Message, answer: digest.DigestResponse, issued_at: datetime) -> bool:
        """Return whether the response is correct and its count was not used during the lookup."""
        user_secrets = await self._secrets_of(answer.username)
        decoy = hmac.digest(self._key, answer.username.encode(), "sha256").hex()
        ha1 = (user_secrets or {}).get(answer.algorithm, decoy)
        now, source = self._clock(), request.source[0]
        if not digest.is_valid(answer, ha1, request.method):
            return False
        if self._spent_nonces.freshness(answer.nonce, issued_at, answer.count, now) == "stale":
            return False
        self._spent_nonces.spend(answer.nonce, issued_at, answer.count, now)
        self._throttle.record_success(source, answer.username, now)
        return True

    async def _reject_wrong(self, request: Message, user: str) -> tuple[int, Headers]:
        """Refuse a wrong response, with a growing delay.

        By 403, not by another challenge (§22.1): many phones would keep responding to challenges until they are
        banned.
        """
        source = request.source[0]
        self.counts["wrong"] += 1
        delay = self._throttle.record_failure(source, user, self._clock())
        if self._throttle.is_banned(source, user, self._clock()):
            log.warning("phone_banned", source=source, user=user)
        await asyncio.sleep(delay.total_seconds())
        return 403, []
