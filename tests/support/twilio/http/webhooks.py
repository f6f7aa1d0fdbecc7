"""What the stand-in asks of us over HTTP: signed webhooks, status callbacks, sounds; and how it can go wrong.

Owns the signature, the load balancer in front of our nodes, the retry after a refused connection, and the trouble
that a test wishes for. It must not know what an answer means.

Source: https://www.twilio.com/docs/usage/webhooks/webhooks-security (signature), .../webhooks-connection-overrides
(15 s, one retry where no connection comes about, the idempotency token).
"""

import asyncio
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp
from twilio.request_validator import RequestValidator
from yarl import URL

_REORDER_DELAY_S = 0.1  # real seconds until a webhook comes again that comes later


@dataclass
class Disturbance:
    """What goes wrong on the way, as a test wishes; nothing, unless it says so.

    Attributes:
        delay_s: real seconds before a webhook leaves, by its URL.
        repeat: whether a URL's webhook is posted twice: "at once", or once more "later", when the call has gone on.
        drop_status: status callbacks are lost.
        reorder_status: status callbacks that follow one another at once come in the opposite order.
        wrong_signature: what is signed is signed with another account's token.
        action_after_hangup: a Dial's ``action`` is asked though the caller has left.
        extra: parameters that nobody knows yet; they are signed like the others.
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
    """A webhook that was sent, and what came back; status 0 where nothing did."""

    url: str
    params: Mapping[str, str]
    status: int
    body: str
    seconds: float


class WebhookFailed(Exception):
    """A webhook that cannot be gone on with.

    Attributes:
        code: Twilio's number of the error.
        reason: what it is.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code, self.reason = code, reason


@dataclass(frozen=True)
class Answer:
    """What came back with 2xx."""

    status: int
    kind: str
    body: bytes


def _overrides(url: str) -> tuple[str, int, frozenset[str]]:
    """A URL without its fragment, how often it is asked again, and after what.

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
    """The stand-in's HTTP client.

    Args:
        token: signs.
        public_url: our public address; what begins with it goes to one of ``nodes``.
        nodes: addresses of our nodes; the list may change while the stand-in runs. None: URLs are asked as they are.
        timeout_s: how long an answer is waited for, real seconds.
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
        """Give the connections back."""
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
        """Return when every webhook that comes again has come."""
        await asyncio.gather(*self._later)

    async def _again(self, first: SentWebhook, method: str, token: str) -> None:
        await asyncio.sleep(_REORDER_DELAY_S)
        self.repeats.append((first, (await self._once(first.url, method, first.params, token))[0]))

    async def _once(
        self, url: str, method: str, params: Mapping[str, str], token: str
    ) -> tuple[SentWebhook, Answer | WebhookFailed]:
        """Ask, and ask again as the URL's fragment says; so does an answer that is an error, by its class."""
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
        """The next node's answer; where no connection comes about, that of the one after it."""
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
        # A node behind the address gets the path that the address ends with, too: proxies pass it on.
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
        target = URL(node_url, encoded=True)  # as it was given to us: it is signed so
        async with self._session.request(method, target, data=data, headers=headers) as reply:
            return Answer(reply.status, reply.content_type, await reply.read())
