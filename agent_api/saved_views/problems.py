"""Errors of saved views. Pure."""

from agent_api.kit.errors import ApiError


class TooManyViews(ApiError):
    """The user has as many views of the list as a user may have."""

    status = 409
    code = "too_many_views"

    def __init__(self, limit: int) -> None:
        super().__init__(f"Usted ya tiene {limit} vistas de esta lista. Borre una que no use.")


class ViewNameTaken(ApiError):
    """The user has a view of the list with that name."""

    status = 409
    code = "view_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"Usted ya tiene una vista «{name}». Escriba otro nombre o cambie la que tiene.")


class ParameterNotSaved(ApiError):
    """The query has a parameter that a view does not keep."""

    status = 400
    code = "parameter_not_saved"

    def __init__(self, name: str) -> None:
        super().__init__(f"Una vista de esta lista no guarda «{name}».")
        self.extension = {"parameter": name}
