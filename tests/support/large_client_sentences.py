"""The Spanish sentences of the facts of large clients and of their novelties, one for each."""

from typing import Any

from eventlog import facts
from eventlog.facts import AnyFact

CLIENT, ID, DAY = "0a" * 8, "2026-0007", "2026-12-03"


def _changed(fields: str, state: str) -> AnyFact:
    return facts.LargeClientChanged(client=CLIENT, version=3, fields=fields, state=state)  # type: ignore[arg-type]


def _step(act: str, sentence: str, **more: Any) -> tuple[AnyFact, str]:
    fields = {"recipient": "", "state": "sent", "late": False, **more}
    return facts.ClientNoveltyStepTaken(novelty=ID, act=act, on=DAY, **fields), sentence  # type: ignore[arg-type]


LARGE_CLIENT_SENTENCES: list[tuple[AnyFact, str]] = [
    (facts.LargeClientRegistered(client=CLIENT, manager="coco"), "Se registró un gran cliente."),
    (_changed("name,contacts", "active"), "Se cambió un gran cliente (versión 3)."),
    (_changed("state,until", "ended"), "Se retiró un gran cliente."),
    (_changed("state,until", "active"), "Se reactivó un gran cliente."),
    *(
        (
            facts.ClientNoveltyRegistered(
                novelty=ID,
                client=CLIENT,
                channel="telefono",
                source="monitoring",
                kind=kind,  # type: ignore[arg-type]
            ),
            f"Se registró la novedad 2026-0007 de grandes clientes: {name}.",
        )
        for kind, name in (("failure", "falla"), ("finding", "hallazgo"))
    ),
    _step("send", "Se envió a Oficina de tecnología la novedad 2026-0007.", recipient="technology"),
    _step("receive", "Interventoría acusó recibo de la novedad 2026-0007.", recipient="interventoria"),
    _step(
        "answer",
        "Oficina de tecnología respondió la novedad 2026-0007, después de su último día.",
        recipient="technology",
        late=True,
    ),
    _step("note", "Se anotó un seguimiento de la novedad 2026-0007."),
    _step("close", "Se cerró la novedad 2026-0007."),
    _step("reopen", "Se reabrió la novedad 2026-0007."),
    _step("annul", "Se anuló la novedad 2026-0007."),
    *(
        (
            facts.ClientNoveltyReminded(novelty=ID, recipient="technology", missing=missing, due_on=DAY),  # type: ignore[arg-type]
            f"Se le recordó a Oficina de tecnología {owed} de la novedad 2026-0007, que venció el jueves 3 de "
            "diciembre de 2026.",
        )
        for missing, owed in (("receipt", "el acuse de recibo"), ("answer", "la respuesta"))
    ),
]
