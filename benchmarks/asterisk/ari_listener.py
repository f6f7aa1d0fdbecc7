"""Listens by ARI to calls that the dialplan serves: the minimum cost of knowing about them.

Owns an ARI link that receives the arrivals, rings, answers and hang-ups, and sends one request: continue in the
dialplan and ring a phone. It does not control the calls, so hold, consultation, supervision and rescue are impossible.
Started by ``bench_asterisk``:

    python -m benchmarks.asterisk.ari_listener ARI_PORT PASSWORD
"""

import asyncio
import signal
import sys

import uvloop

from telephony.asterisk.ari import events, rest
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.transport import AriSettings, create_transport
from telephony.asterisk.dial_strings import ENDPOINTS

_TYPES = ("StasisStart", "ChannelStateChange", "ChannelDestroyed", "RESTResponse")


async def listen(port: str, password: str) -> None:
    """Listen until SIGTERM."""

    def on_event(event: events.AnyEvent) -> None:
        if isinstance(event, events.StasisStart):
            link.post(rest.continue_dialplan(event.channel.id, "ring"), _ignore_gone_caller)

    async def on_up() -> None:
        await link.request_first(rest.set_event_filter(_TYPES))
        for endpoint in ("trunk-pruebas", *(f"phones-{number}" for number in range(ENDPOINTS))):
            await link.request_first(rest.subscribe_phone(endpoint))

    transport = create_transport(AriSettings(port=int(port), password=password))
    link = AriLink(transport, on_event=on_event, on_connect=on_up, on_disconnect=lambda: None)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await link.open()
    print("ready", flush=True)
    await stopped.wait()
    await link.close()


def _ignore_gone_caller(_status: int) -> None:
    """Ignore the response: it is an error if the caller has hung up."""


if __name__ == "__main__":
    uvloop.run(listen(*sys.argv[1:]))
