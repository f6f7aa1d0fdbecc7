"""A desk whose calls may have a verified customer, for lookups."""

from dataclasses import replace

from agent_api.lookups.client import LookupClient
from config.lookup_environment import LookupEnvironment
from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.desks.lookup_systems import SampleSystems


class LookupDesk(AdvisorDesk):
    """A desk whose calls may have a verified customer.

    Attributes:
        verified: the customer of each call.
    """

    def __init__(self, rig: ApiRig, systems: SampleSystems) -> None:
        super().__init__(rig)
        self.verified: dict[str, str] = {}
        self.systems = systems
        consults = LookupClient(LookupEnvironment(systems.folder, {}))
        context = rig.app.state.context
        services = {**context.services, LookupClient: consults}
        rig.app.state.context = replace(context, verified_customer=self.is_verified, services=services)

    async def is_verified(self, call_id: str, advisor: str) -> str | None:
        """Return the customer verified on a call, if any."""
        return self.verified.get(call_id)
