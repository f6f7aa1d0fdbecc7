"""The work outside the screens that a version of the site needs before all of it takes effect. Pure."""

from config.site.calls.sources import PREFIX
from config.site.model import Site

_RECORDING = (
    "Atención empieza a grabar. Si la voz va por Asterisk, escriba cada nodo de nuevo con "
    "`atencion asterisk config` y reinícielo; antes no graba."
)


def find_operator_steps(before: Site, after: Site) -> tuple[str, ...]:
    """Return what an operator must do by hand, as sentences; everything else takes effect by itself."""
    known = {(each.id, each.user) for each in before.sources.trunks.values()}
    steps = [
        f"La troncal «{each.name}» se reconoce por una contraseña. Dé {PREFIX}{each.id.upper()}_PASSWORD a cada "
        "pasarela y reiníciela; antes sus llamadas no entran."
        for each in after.sources.trunks.values()
        if each.user is not None and (each.id, each.user) not in known
    ]
    if _records(after) and not _records(before):
        steps.append(_RECORDING)
    return tuple(steps)


def _records(site: Site) -> bool:
    return site.recordings is not None or site.voice_messages is not None
