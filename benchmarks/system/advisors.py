"""More advisors than the demo has: logins with its password and the queue of the benchmarks.

Owns their creation. It must not know what they do.
"""

import asyncio
from datetime import UTC, datetime

from agent_api.access.user_admin import UserAdmin
from benchmarks.system.running_system import QUEUE, RunningSystem
from storage.encryption.field_cipher import load_field_cipher
from storage.postgres.engine import make_engine

DEMO_ADVISORS = 3


async def make_advisors(stage: RunningSystem, count: int) -> list[str]:
    """Return the logins of some advisors, the demo's first; the missing ones are created."""
    names = [f"asesor{number}" for number in range(1, count + 1)]
    engine = make_engine(stage.settings.database_url or "", name="atencion-bench")
    admin = UserAdmin(engine, load_field_cipher(stage.settings), stage.site.campaign, stage.site.version, "system")
    try:
        digest = await admin.find_password_hash(names[0]) or ""
        for name in names[DEMO_ADVISORS:]:
            role = [{"role": "asesor"}]
            now = datetime.now(UTC)
            await admin.create_with_hash(name, f"Persona {name}", digest, role, now, must_change=False)
    finally:
        await engine.dispose()
    token = await asyncio.to_thread(stage.token, "coordinador")
    for name in names:  # one level for all, so that the router offers calls to each in turn
        form = {"levels": {QUEUE: 5}}
        await asyncio.to_thread(stage.send, "PUT", f"/api/v1/roster/advisors/{name}/queues", token, form)
    return names
