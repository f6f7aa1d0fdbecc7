"""The sentences of the test number of drafts, by the key of their sound. Pure."""

from typing import Final

from config.site.model import Site

_PREFIX: Final = "borrador."
CLOSED, PREPARING, ASK_CODE = f"{_PREFIX}cerrado", f"{_PREFIX}preparando", f"{_PREFIX}codigo"
WRONG_CODE, NO_CODE, FAILED = f"{_PREFIX}codigo_errado", f"{_PREFIX}sin_codigo", f"{_PREFIX}falla"
SENTENCES: Final = {
    CLOSED: "En este número no hay ningún borrador abierto. Ábralo en la pantalla del sitio y vuelva a llamar.",
    PREPARING: "El borrador todavía se está preparando. Vuelva a llamar en un momento.",
    ASK_CODE: "Marque las seis cifras del código que muestra la pantalla.",
    WRONG_CODE: "Ese código no es. Marque las seis cifras otra vez.",
    NO_CODE: "Sin el código no se puede oír el borrador. Hasta luego.",
    FAILED: "La prueba del borrador falló. Mire en la pantalla del sitio qué pasó y vuelva a llamar.",
}


def destination_key(queue: str) -> str:
    """Return the key of the sentence with which a call ends at a queue, or at another campaign if that is empty."""
    return f"{_PREFIX}cola.{queue}" if queue else f"{_PREFIX}otra_campana"


def destination_sentences(site: Site) -> dict[str, str]:
    """Return the sentence of each place where the call of a draft ends, by the key of its sound."""
    places = {"": "otra campaña"} | {each.id: f"la cola {each.name}" for each in site.queues.values()}
    return {
        destination_key(queue): f"Aquí la llamada pasaría a {place}. Fin de la prueba."
        for queue, place in places.items()
    }
