"""HTTP requests of the emulator to us: signed webhooks, status callbacks, sounds; and their failures.

Owns the signature, the load balancer in front of our nodes, the retry after a refused connection, and the failures that
a test configures. It must not know the meaning of an answer. Source:
https://www.twilio.com/docs/usage/webhooks/webhooks-security (signature), .../webhooks-connection-overrides (15 s, one
retry after a failed connection, the idempotency token).
"""

import asyncio
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp
from twilio.request_validator import RequestValidator
from yarl import URL

_REORDER_DELAY_S = 0.1  # real seconds until a late repetition of a webhook


@dataclass
class Disturbance:
    """The failures that a test configures; none by default.

    Attributes:
        delay_s: real seconds before a webhook is sent, by its URL.
        repeat: whether a URL's webhook is posted twice: "at once", or once more "later", after the call has moved on.
        drop_status: loses status callbacks.
        reorder_status: reverses status callbacks that follow one another at once.
        wrong_signature: signs with another account's token.
        action_after_hangup: requests a Dial's ``action`` although the caller has left.
        extra: unknown parameters; signed like the others.
    """

    delay_s: Callable[[str], float] = lambda _: 0.0
    repeat: Callable[[str], str] = lambda _: ""
    drop_status: bool = False
    reorder_status: bool = False
    wrong_signature: bool = False
    action_after_hangup: bool = False
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SentWebhook:
    """A sent webhook and its answer; status 0 without one."""

    url: str
    params: Mapping[str, str]
    status: int
    body: str
    seconds: float


class WebhookFailed(Exception):
    """A webhook without a usable answer.

    Attributes:
        code: Twilio's number of the error.
        reason: the description.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code, self.reason = code, reason


@dataclass(frozen=True)
class Answer:
    """An answer with 2xx."""

    status: int
    kind: str
    body: bytes


def _overrides(url: str) -> tuple[str, int, frozenset[str]]:
    """Return a URL without its fragment, its number of retries, and their conditions.

    Source: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
    """
    bare, _, fragment = url.partition("#")
    options = dict(parse_qsl(fragment))
    return bare, int(options.get("rc", "0")), frozenset(options.get("rp", "ct").split(","))


def _is_asked_again(answer: "Answer | WebhookFailed", policy: frozenset[str]) -> bool:
    if isinstance(answer, WebhookFailed):
        return bool(policy & {"ct", "rt", "all"})
    return answer.status >= 400 and bool(policy & {f"{answer.status // 100}xx", "all"})


class Webhooks:
    """The emulator's HTTP client.

    Args:
        token: signs.
        public_url: our public address; requests to it go to one of ``nodes``.
        nodes: addresses of our nodes; the list may change while the emulator runs. None: URLs are used unchanged.
        timeout_s: of an answer, real seconds.
    """

    def __init__(self, token: str, public_url: str, nodes: list[str], timeout_s: float) -> None:
        self._signer, self._forger = RequestValidator(token), RequestValidator("f" * 32)
        self.public_url, self.nodes, self.timeout_s = public_url.rstrip("/"), nodes, timeout_s
        self.trouble = Disturbance()
        self.log: list[SentWebhook] = []
        self.repeats: list[tuple[SentWebhook, SentWebhook]] = []
        self._later: list[asyncio.Task[None]] = []
        self._turn = 0
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        for task in self._later:
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)
        if self._session:
            await self._session.close()

    async def ask(self, url: str, method: str, params: Mapping[str, str]) -> Answer:
        """Send a webhook.

        Raises:
            WebhookFailed: 11200 no 2xx, 11205 no connection or no answer in time.
        """
        await asyncio.sleep(self.trouble.delay_s(url))
        params = {**params, **self.trouble.extra}
        how, token = self.trouble.repeat(url), str(uuid.uuid4())
        if how == "at once":
            twin = asyncio.create_task(self._once(url, method, params, token))
            sent, answer = await self._once(url, method, params, token)
            self.repeats.append((sent, (await twin)[0]))
        else:
            sent, answer = await self._once(url, method, params, token)
        if how == "later":
            self._later.append(asyncio.create_task(self._again(sent, method, token)))
        if isinstance(answer, WebhookFailed):
            raise answer
        return answer

    async def wait_for_repeats(self) -> None:
        """Wait for the late repetitions of webhooks."""
        await asyncio.gather(*self._later)

    async def _again(self, first: SentWebhook, method: str, token: str) -> None:
        await asyncio.sleep(_REORDER_DELAY_S)
        self.repeats.append((first, (await self._once(first.url, method, first.params, token))[0]))

    async def _once(
        self, url: str, method: str, params: Mapping[str, str], token: str
    ) -> tuple[SentWebhook, Answer | WebhookFailed]:
        """Send a webhook with the retries of the URL's fragment; an error answer also counts, by its class."""
        began = asyncio.get_running_loop().time()
        url, retries, policy = _overrides(url)
        answer: Answer | WebhookFailed
        while True:
            try:
                async with asyncio.timeout(self.timeout_s):
                    answer = await self._at_some_node(url, method, params, token)
            except (TimeoutError, aiohttp.ClientError) as error:
                answer = WebhookFailed(11205, f"{url}: {type(error).__name__}")
            if not retries or not _is_asked_again(answer, policy):
                break
            retries -= 1
        status, body = (answer.status, answer.body) if isinstance(answer, Answer) else (0, b"")
        sent = SentWebhook(
            url, params, status, body.decode(errors="replace"), asyncio.get_running_loop().time() - began
        )
        self.log.append(sent)
        if isinstance(answer, Answer) and not 200 <= status < 300:
            answer = WebhookFailed(11200, f"{url}: {status}")
        return sent, answer

    async def _at_some_node(self, url: str, method: str, params: Mapping[str, str], token: str) -> Answer:
        """Return the next node's answer; after a failed connection, the answer of the one after it."""
        refused: aiohttp.ClientError | None = None
        for node_url in self._node_urls(url):
            try:
                return await self._request(node_url, url, method, params, token)
            except aiohttp.ClientConnectorError as error:
                refused = error
        assert refused is not None, "there is no node"
        raise refused

    def _node_urls(self, url: str) -> list[str]:
        if not self.nodes or not url.startswith(self.public_url):
            return [url, url]
        self._turn += 1
        count = len(self.nodes)
        # A node behind the address also gets the path of the address: proxies pass it on.
        path = url[len("://".join(urlsplit(url)[:2])) :]
        return [self.nodes[(self._turn + n) % count].rstrip("/") + path for n in range(max(2, count))]

    async def _request(self, node_url: str, url: str, method: str, params: Mapping[str, str], token: str) -> Answer:
        if method == "GET" and params:
            url, node_url = (
                f"{address}{'&' if '?' in address else '?'}{urlencode(params)}" for address in (url, node_url)
            )
        signer = self._forger if self.trouble.wrong_signature else self._signer
        body = params if method == "POST" else {}
        headers = {
            "X-Twilio-Signature": signer.compute_signature(url, dict(body)),
            "I-Twilio-Idempotency-Token": token,
            "User-Agent": "TwilioProxy/1.1",
            "Host": urlsplit(url).netloc,
            "X-Forwarded-Proto": urlsplit(url).scheme,
        }
        self._session = self._session or aiohttp.ClientSession()
        data = body if method == "POST" else None
        target = URL(node_url, encoded=True)  # unchanged: the signature covers this form
        async with self._session.request(method, target, data=data, headers=headers) as reply:
            return Answer(reply.status, reply.content_type, await reply.read())
