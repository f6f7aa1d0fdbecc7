"""Each kind of fact of a ticket, and its sentence."""

from eventlog.facts import AnyFact
from eventlog.facts.tickets import ticket as facts

NUMBER = "2027-000001-7"
TICKET = {"ticket": NUMBER}
FACTS_AND_SENTENCES: list[tuple[AnyFact, str]] = [
    (
        facts.TicketTermBegan(
            **TICKET, channel="phone", legal_kind="general", received_on="2027-01-12", due_on="2027-02-02", basis="Ley"
        ),
        f"El ticket {NUMBER} se recibió por teléfono y vence el martes 2 de febrero de 2027 (Ley).",
    ),
    (facts.TicketTaken(**TICKET, tier=2, owner="elsa"), f"elsa tomó el ticket {NUMBER}."),
    (facts.TicketAssigned(**TICKET, tier=2, owner="elsa"), f"El ticket {NUMBER} se asignó a elsa."),
    (facts.TicketAssigned(**TICKET, tier=2, owner=""), f"El ticket {NUMBER} volvió a la bandeja."),
    (
        facts.TicketEscalated(**TICKET, tier=2, area="", owner="", deputy_for="", round=0),
        f"El ticket {NUMBER} se escaló al canal escrito.",
    ),
    (
        facts.TicketEscalated(**TICKET, tier=3, area="juridica", owner="flor", deputy_for="", round=2),
        f"El ticket {NUMBER} se escaló al área «Oficina Jurídica», a cargo de flor (ronda 2).",
    ),
    (
        facts.TicketGivenBack(**TICKET, area="juridica", owner="elsa", round=1),
        f"El área «Oficina Jurídica» devolvió la información del ticket {NUMBER}, a cargo de elsa (ronda 1).",
    ),
    (facts.TicketAnswerWritten(**TICKET), f"Se redactó la respuesta al ticket {NUMBER}."),
    (
        facts.TicketAnswerAccepted(**TICKET, area="juridica", round=1),
        f"Se aceptó la respuesta del área «Oficina Jurídica» al ticket {NUMBER}.",
    ),
    (
        facts.TicketSentBack(**TICKET, area="juridica", owner="flor", round=2),
        f"La respuesta del ticket {NUMBER} no se ajusta: vuelve al área «Oficina Jurídica» (ronda 2).",
    ),
    (
        facts.TicketAnswerTypified(**TICKET, response="no_accede"),
        f"Se tipificó la respuesta al ticket {NUMBER}: No accede.",
    ),
    (facts.TicketAnswerReleased(**TICKET), f"Se ordenó enviar la respuesta al ticket {NUMBER}."),
    (
        facts.TicketAnswerReturned(**TICKET),
        f"La respuesta al ticket {NUMBER} no se pudo entregar; vuelve a quien la envió.",
    ),
    (facts.TicketNoted(**TICKET), f"Se agregó una nota al ticket {NUMBER}."),
    (
        facts.TicketTermExtended(**TICKET, due_on="2027-02-23", latest="2027-02-23", basis="Ley"),
        f"El término del ticket {NUMBER} se prorrogó hasta el martes 23 de febrero de 2027 (Ley).",
    ),
    (
        facts.TicketCompletionAsked(**TICKET, complete_by="2027-02-15", basis="Ley"),
        f"Se pidió completar el ticket {NUMBER}, a más tardar el lunes 15 de febrero de 2027 (Ley).",
    ),
    (
        facts.TicketCompleted(**TICKET, due_on="2027-02-23", basis="Ley"),
        f"Se completó el ticket {NUMBER}; ahora vence el martes 23 de febrero de 2027.",
    ),
    (
        facts.TicketTransferred(**TICKET, forward_by="2027-01-19", late=False, basis="Ley"),
        f"El ticket {NUMBER} se trasladó por competencia; había plazo hasta el martes 19 de enero de 2027 (Ley).",
    ),
    (
        facts.TicketClosed(**TICKET, outcome="answered", tier=2, area="", round=0, due_on="2027-02-02", late=True),
        f"El ticket {NUMBER} se cerró: respondido, fuera de término.",
    ),
    (
        facts.TicketReclassified(
            **TICKET,
            kind="solicitud",
            theme="renovacion",
            subtheme="pasos",
            legal_kind="information",
            due_on="2027-01-26",
            due_before="2027-02-02",
            basis="Ley",
        ),
        f"Se corrigió la tipología del ticket {NUMBER}: Solicitud: Renovación del crédito · "
        "Pasos y fechas para renovar; vence el martes 26 de enero de 2027 (Ley).",
    ),
    (facts.TicketTied(**TICKET, customer_ref="u1"), f"El ticket {NUMBER} se asoció a un cliente."),
    (
        facts.TicketPrioritized(**TICKET, reason="fundamental_right"),
        f"El ticket {NUMBER} tiene prioridad: derecho fundamental (Ley 1437 de 2011, artículo 20).",
    ),
    (facts.TicketPriorityRemoved(**TICKET), f"El ticket {NUMBER} dejó de tener prioridad."),
    (
        facts.TicketAuthorityTermSet(
            **TICKET, authority="tutela", due_at="2027-01-14T20:00:00+00:00", due_before="2027-02-02"
        ),
        f"Tutela: el término del ticket {NUMBER} vence el jueves 14 de enero de 2027 a las 15:00.",
    ),
    (
        facts.TicketMandateChecked(**TICKET, result="sufficient", until="2027-01-31"),
        f"Se revisó la acreditación del representante en el ticket {NUMBER}: "
        "es suficiente hasta el domingo 31 de enero de 2027.",
    ),
    (
        facts.TicketMandateChecked(**TICKET, result="insufficient", until=""),
        f"Se revisó la acreditación del representante en el ticket {NUMBER}: no es suficiente.",
    ),
    (facts.TicketUntied(**TICKET, customer_ref="u1"), f"El ticket {NUMBER} dejó de estar asociado a un cliente."),
    (facts.TicketSendingUndone(**TICKET), f"Se deshizo el envío de la respuesta al ticket {NUMBER}: no salió."),
    (
        facts.TicketAnswerOpened(**TICKET, round=2),
        f"Se abrió la respuesta del área al ticket {NUMBER} para revisarla (ronda 2).",
    ),
    (
        facts.TicketAnsweredJointly(**TICKET, joint_with="2027-000002-5"),
        f"El ticket {NUMBER} se responde con la misma respuesta del ticket 2027-000002-5.",
    ),
    (
        facts.TicketLinked(**TICKET, other="2027-000002-5", kind="duplicate"),
        f"El ticket {NUMBER} repite la petición del ticket 2027-000002-5.",
    ),
    (
        facts.TicketLinked(**TICKET, other="2027-000002-5", kind="follow_up"),
        f"El ticket {NUMBER} hace seguimiento al ticket 2027-000002-5.",
    ),
    (
        facts.TicketUnlinked(**TICKET, other="2027-000002-5"),
        f"Se quitó el vínculo del ticket {NUMBER} con el ticket 2027-000002-5.",
    ),
    (facts.TicketReopened(**TICKET), f"Se reabrió el ticket {NUMBER}."),
    (
        facts.TicketAlarmRaised(**TICKET, due_on="2027-02-02", days_left=1),
        f"Se avisó que el ticket {NUMBER} está por vencer, en 1 día hábil.",
    ),
    (
        facts.TicketTermBreached(**TICKET, due_on="2027-02-02", tier=3, area="juridica"),
        f"El ticket {NUMBER} venció sin respuesta el martes 2 de febrero de 2027.",
    ),
    (
        facts.TicketSilenceTookEffect(**TICKET, granted_on="2027-01-27", copies_by="2027-01-29", basis="Ley"),
        f"Lo pedido en el ticket {NUMBER} se entiende concedido; copias hasta el viernes 29 de enero de 2027 (Ley).",
    ),
]
