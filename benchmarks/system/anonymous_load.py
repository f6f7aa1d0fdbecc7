"""Loads the API with a hundred anonymous clients, as fast as it answers, while `bench_api` measures a supervisor.

Owns their process, so that they use no CPU of the measuring client.
Run it with ``python -m benchmarks.system.anonymous_load PORT SECONDS``; it prints the number of answers by status.
"""

import itertools
import json
import sys

import uvloop

from benchmarks.system import http_client

STRANGERS = 100
PATHS = ("/api/openapi.json", "/metrics", "/readyz")


async def run_load(port: int, seconds: float) -> dict[int, int]:
    """Send requests for a number of seconds; return the number of answers by status."""
    requests = map(http_client.get, itertools.cycle(PATHS))
    heard = await http_client.closed_loop(port, requests, STRANGERS, seconds)
    return dict(heard.statuses)


if __name__ == "__main__":
    print(json.dumps(uvloop.run(run_load(int(sys.argv[1]), float(sys.argv[2])))))
