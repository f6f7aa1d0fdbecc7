"""Errors of simulations. Pure."""

from agent_api.kit.errors import ApiError


class ScenarioRefused(ApiError):
    """The version of the site does not have a name in the scenario, or the scenario is too big."""

    status = 400
    code = "scenario_refused"

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.faults = ((field, detail),)
