"""A hundred strangers who ask the API without a login, as fast as it answers: what `bench_api` has beside a supervisor.

Owns their process, so that they cost the client that measures nothing.
Run it with ``python -m benchmarks.system.anonymous_load PORT SECONDS``; it prints how often each status came.
"""

import itertools
import json
import sys

import uvloop

from benchmarks.system import http_client

STRANGERS = 100
PATHS = ("/api/openapi.json", "/metrics", "/readyz")


async def run_load(port: int, seconds: float) -> dict[int, int]:
    """Ask for that long; how often each status came."""
    requests = map(http_client.get, itertools.cycle(PATHS))
    heard = await http_client.closed_loop(port, requests, STRANGERS, seconds)
    return dict(heard.statuses)


if __name__ == "__main__":
    print(json.dumps(uvloop.run(run_load(int(sys.argv[1]), float(sys.argv[2])))))
