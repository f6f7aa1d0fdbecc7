"""The Spanish sentence of each fact."""

from datetime import UTC, datetime
from typing import get_args, get_type_hints

import pytest

from agent_api.app.timeline import SENTENCES, sentence
from agent_api.kit import labels
from agent_api.timeline.recording import duration_label
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.calls.routing import AdvisorAction, Obstacle
from eventlog.facts.incident import IncidentClosed, IncidentNoted, IncidentOpened, SystemUnwatched, SystemWatchBegan
from eventlog.facts.labels import ADVISOR_STATE_LABELS, OUTCOME_LABELS
from tests.support import ticket_sentences as tickets_told
from tests.support.access_review_sentences import ACCESS_REVIEW_SENTENCES
from tests.support.calibration_sentences import CALIBRATION_SENTENCES
from tests.support.coaching_sentences import COACHING_SENTENCES
from tests.support.contingency_sentences import CONTINGENCY_SENTENCES
from tests.support.evaluation_sentences import EVALUATION_SENTENCES
from tests.support.finding_sentences import FINDING_SENTENCES
from tests.support.knowledge_sentences import KNOWLEDGE_SENTENCES
from tests.support.large_client_sentences import LARGE_CLIENT_SENTENCES
from tests.support.own_report_sentences import OWN_REPORT_SENTENCES
from tests.support.practice_sentences import PRACTICE_SENTENCES
from tests.support.prompt_sentences import PROMPT_SENTENCES
from tests.support.sample_sentences import SAMPLE_SENTENCES
from tests.support.site_draft_sentences import SITE_DRAFT_SENTENCES
from tests.support.site_folders import sample_site
from tests.support.site_sentences import SITE_SENTENCES
from tests.support.staff_sentences import STAFF_SENTENCES
from tests.support.training_sentences import TRAINING_SENTENCES

AT = datetime(2026, 11, 24, 15, 10, tzinfo=UTC)  # 10:10 in Bogotá
SITE = sample_site()
OFFER = {"queue": "credito", "advisor": "asesor1", "offer": 1}
TALK = {"line": "bogota", "queue": "credito", "advisor": "asesor1"}
MAIL = "0123456789abcdef"
TOLD: list[tuple[AnyFact, str]] = [
    (
        facts.AccountDormancyWarned(user="ana", disables_on="2026-12-03"),
        "Se avisó a ana que su cuenta se inhabilita desde el jueves 3 de diciembre de 2026 si no entra antes.",
    ),
    (
        facts.DormantAccountDisabled(user="ana", unused_since="2026-10-05", days=60),
        "La cuenta de ana se inhabilita por falta de uso: desde el lunes 5 de octubre de 2026, 60 días.",
    ),
    (
        facts.AccessLogReviewed(
            review="2026-0007",
            first_day="2026-11-01",
            last_day="2026-11-30",
            rows=1200,
            rows_digest="a",
            users_digest="b",
            here_only=1,
            there_only=0,
            differing=2,
            digest="c",
        ),
        "Se firmó la revisión 2026-0007 de la bitácora de depuración, del domingo 1 de noviembre de 2026 al lunes "
        "30 de noviembre de 2026: 1200 filas.",
    ),
    (
        facts.TokenTakenOver(token="t1", user="ana", former="eva"),
        "ana responde desde ahora por el token de servicio t1, que expidió eva.",
    ),
    (facts.EnrolmentCodeGiven(user="ana"), "ana recibió un código para activar el segundo factor."),
    (
        facts.RightsAsked(request="r1", kind="roles", user="ana", what="admin"),
        "Se pidió para ana: admin. Falta que otra persona lo apruebe.",
    ),
    (
        facts.RightsAsked(request="r1", kind="enable", user="ana", what=""),
        "Se pidió habilitar de nuevo a ana. Falta que otra persona lo apruebe.",
    ),
    (
        facts.RightsAsked(request="r1", kind="token", user="eva", what="t1"),
        "Se pidió responder por el token de servicio t1, que expidió eva. Falta que otra persona lo apruebe.",
    ),
    (facts.RightsApproved(request="r1", user="ana"), "Otra persona aprobó lo que se pidió para ana."),
    (facts.RightsRefused(request="r1", user="ana"), "Se rechazó o se retiró lo que se había pedido para ana."),
    (facts.PasswordReset(user="ana"), "ana recibió una contraseña temporal, que debe cambiar al entrar."),
    (
        facts.CallIngressed(line="bogota", gateway="g1", caller_ref="r", caller_commitment="c", in_hours=True),
        "Entró una llamada a «Línea Bogotá», en horario de atención.",
    ),
    (
        facts.NoticePlayed(notice="2026-11"),
        "Quien llama oyó completo el aviso de grabación y tratamiento de datos (versión 2026-11).",
    ),
    (
        facts.NoticeSkipped(notice="2026-11"),
        "Quien llama marcó una tecla antes del final del aviso de tratamiento de datos (versión 2026-11).",
    ),
    (facts.MenuEntered(line="bogota", menu="bogota"), "Empezó a oír el menú principal."),
    (facts.MenuEntered(line="bogota", menu="bogota_pagos"), "Empezó a oír el menú «Pagos y estado de la deuda»."),
    (
        facts.MenuSelected(line="bogota", menu="gone", option="7"),
        "Marcó 7 en un menú.",
    ),
    (
        facts.MenuInputRejected(line="bogota", menu="bogota", kind="silence"),
        "No marcó nada en el menú principal.",
    ),
    (
        facts.InformationGiven(line="bogota", sound="horarios"),
        "Oyó completa la información «Horarios y puntos de atención».",
    ),
    (facts.InformationGiven(line="bogota", sound="gone"), "Oyó completa una información del menú."),
    (
        facts.InformationGiven(line="bogota", sound="radicado_en_curso"),
        "Oyó completa la información «Estado del radicado».",
    ),
    (
        facts.MenuDigitsCollected(line="bogota", step="radicado_numero", result="invalid"),
        "Marcó cifras que no sirven en el paso «Número del radicado» del menú.",
    ),
    (
        facts.MenuDigitsCollected(line="bogota", step="gone", result="ok"),
        "Marcó las cifras que se pedían en un paso del menú.",
    ),
    (
        facts.MenuLookupMade(
            line="bogota",
            step="radicado_consulta",
            lookup="ticket_status",
            outcome="late",
            duration_ms=40,
            ticket="2026-000123-8",
        ),
        "Se consultó en el paso «Consulta del radicado» del menú: vencido, sin respuesta. Radicado 2026-000123-8.",
    ),
    (
        facts.MenuLookupMade(line="bogota", step="gone", lookup="saldo", outcome="raro", duration_ms=40),
        "Se consultó en un paso del menú: resultado «raro».",
    ),
    (
        facts.CallQueued(line="bogota", queue="credito", reason="menu", threshold_ms=20_000),
        "Entró en la cola «Crédito», por elección en el menú.",
    ),
    (
        facts.CallQueued(
            line="bogota",
            queue="credito",
            reason="menu",
            threshold_ms=20_000,
            head_start_s=150,
            number_head_start_s=120,
        ),
        "Entró en la cola «Crédito», por elección en el menú. Tiene 150 s de ventaja: gran cliente y su línea o su "
        "opción del menú.",
    ),
    (facts.AdvisorOffered(**OFFER), "Se ofreció a asesor1, cuyo teléfono empezó a timbrar."),
    (facts.OfferEnded(**OFFER, reason="no_answer"), "El teléfono de asesor1 no contestó."),
    (facts.CallAnswered(line="bogota", **OFFER), "asesor1 contestó y quedó en conversación con quien llama."),
    (facts.CallHeld(**TALK), "asesor1 retuvo la llamada."),
    (facts.CallRetrieved(**TALK), "asesor1 retomó la llamada retenida."),
    (facts.CallMuted(**TALK), "asesor1 silenció su micrófono."),
    (facts.KeysSent(**TALK, keys=1), "asesor1 envió 1 tecla a la otra parte."),
    (facts.KeysSent(**TALK, keys=16), "asesor1 envió 16 teclas a la otra parte."),
    (facts.CallUnmuted(**TALK), "asesor1 volvió a activar su micrófono."),
    (
        facts.CallEnded(line="bogota", queue="credito", outcome="answered", stage="talking", ended_by="caller"),
        "La llamada terminó como contestada: colgó quien llamaba.",
    ),
    (
        facts.AdvisorStateChanged(advisor="asesor1", state="paused", previous="offered", reason="no_answer"),
        "asesor1 pasó de timbrando a en pausa.",
    ),
    (
        facts.AdvisorWished(advisor="asesor1", wish="paused", reason="almuerzo"),
        "asesor1 pidió una pausa para cuando termine la llamada.",
    ),
    (
        facts.AdvisorQueuesChanged(advisor="asesor1", queues="credito:8 otra:5"),
        "asesor1 atiende desde ahora Crédito (8), otra (5).",
    ),
    (
        facts.AdvisorQueuesChanged(advisor="asesor1", queues=""),
        "asesor1 no atiende desde ahora ninguna cola.",
    ),
    (
        facts.TicketFiled(ticket="2026-000123-8", kind="queja", theme="trato"),
        "Se radicó el ticket 2026-000123-8 (Queja: Trato recibido).",
    ),
    (
        facts.TicketFiled(ticket="2026-000123-8", kind="queja", theme="trato", subtheme="punto_atencion"),
        "Se radicó el ticket 2026-000123-8 (Queja: Trato recibido · Trato en un punto de atención).",
    ),
    (
        facts.CallTypified(advisor="asesor1", kind="queja", theme="trato", subtheme="gone"),
        "asesor1 tipificó la llamada (Queja: Trato recibido · gone).",
    ),
    (
        facts.CallTypified(advisor="asesor1", kind="queja", theme="gone"),
        "asesor1 tipificó la llamada (Queja: gone).",
    ),
    (
        facts.CallOverflowed(line="bogota", queue="pagos", reason="max_wait", to="queue:general"),
        "Salió de la cola «Pagos y cartera» porque llegó al tiempo máximo de espera: "
        "pasó a la cola «Información general».",
    ),
    (
        facts.CallOverflowed(line="bogota", queue="credito", reason="full", to="message:colas_llenas"),
        "Salió de la cola «Crédito» porque la cola estaba llena: oyó un mensaje.",
    ),
    (
        facts.CallOverflowed(line="bogota", queue="pagos", reason="full", to="voice_message"),
        "Salió de la cola «Pagos y cartera» porque la cola estaba llena: se le invitó a dejar un mensaje de voz.",
    ),
    (
        facts.CallOverflowed(line="bogota", queue="credito", reason="nobody", to="number"),
        "Salió de la cola «Crédito» porque no había asesores en servicio: se comunicó con otro número.",
    ),
    (
        facts.WaitAnnounced(line="bogota", queue="credito", position=3, estimate_ms=300_000),
        "Se le anunció el turno 3, espera estimada de 5 minutos.",
    ),
    (
        facts.WaitAnnounced(line="bogota", queue="credito", position=1, estimate_ms=-1),
        "Se le anunció el turno 1.",
    ),
    (
        facts.CallTransferred(**TALK, to="queue:pagos", kind="blind"),
        "asesor1 transfirió la llamada sin consultar: pasó a la cola «Pagos y cartera».",
    ),
    (
        facts.CallTransferred(**TALK, to="advisor:asesor2", kind="attended"),
        "asesor1 transfirió la llamada después de consultar: pasó a asesor2.",
    ),
    (
        facts.ConsultationBegan(**TALK, consulted="asesor2"),
        "asesor1 retuvo la llamada para consultar a asesor2.",
    ),
    (
        facts.ConsultationJoined(**TALK, consulted="asesor2"),
        "asesor1 pasó a quien llama a la conversación con asesor2: hablan los tres.",
    ),
    (
        facts.SupervisionAsked(**TALK, supervisor="jefa", mode="listen"),
        "jefa pidió escuchar en la conversación de asesor1; timbra su teléfono.",
    ),
    (
        facts.SupervisionBegan(**TALK, supervisor="jefa", mode="whisper"),
        "jefa empezó a susurrar en la conversación de asesor1.",
    ),
    (facts.SupervisionChanged(**TALK, supervisor="jefa", mode="barge"), "jefa pasó a intervenir."),
    (
        facts.SupervisionEnded(**TALK, supervisor="jefa", mode="barge", result="left"),
        "Terminó la supervisión de jefa: colgó su teléfono.",
    ),
    (
        facts.ConsultationEnded(**TALK, consulted="asesor2", result="taken_back"),
        "Terminó la consulta de asesor1 a asesor2: retomó la llamada.",
    ),
    (
        facts.WishRefused(**TALK, action="hand_over", reason="not_picked_up"),
        "asesor1 no pudo entregar la llamada: el asesor consultado aún no contesta.",
    ),
    (
        facts.CallBackPromised(line="bogota", queue="credito", call_back="c-cb"),
        "Pidió que le devolvamos la llamada; conserva su turno en la cola «Crédito».",
    ),
    (
        facts.CallBackNumberKeyed(line="bogota", queue="credito", caller_ref="r", caller_commitment="c", kind="mobile"),
        "Marcó el número al que pide que se le llame (celular) y se le leyó para confirmarlo.",
    ),
    (
        facts.CallBackRefused(line="bogota", queue="credito", reason="premium", given="network", kind="premium"),
        "El sitio no permite devolver la llamada a ese número (de tarifa con recargo, del identificador de la red).",
    ),
    (
        facts.CallBackRefused(line="bogota", queue="credito", reason="open", given="keyed", kind="mobile"),
        "No se le prometió la devolución: ese número ya tiene una pendiente.",
    ),
    (
        facts.CallRefused(line="bogota", reason="memory"),
        "No se atendió, porque el sistema se quedaba sin memoria: oyó la disculpa.",
    ),
    (
        facts.CallBackCapReached(line="bogota", queue="credito", cap="hour"),
        "No se le prometió la devolución: ya se prometieron las devoluciones que el sitio permite en una hora.",
    ),
    (
        facts.CallBackQueued(line="bogota", queue="credito", of_call="c", caller_ref="r", attempt=0),
        "La devolución espera turno en la cola «Crédito».",
    ),
    (
        facts.CallBackPostponed(line="bogota", queue="credito", delay_ms=1_800_000),
        "La devolución se aplazó: se vuelve a marcar a las 10:40.",
    ),
    (
        facts.CallBackPostponed(line="bogota", queue="credito", delay_ms=78_600_000),
        "La devolución se aplazó: se vuelve a marcar el 25 de noviembre a las 8:00.",
    ),
    (
        facts.CallBackPostponed(line="bogota", queue="credito", delay_ms=10_200_000 + 43_200_000),
        "La devolución se aplazó: se vuelve a marcar el 25 de noviembre a la 1:00.",
    ),
    (
        facts.CallBackDialled(**TALK, attempt=1),
        "asesor1 aceptó la devolución y se marcó el número (intento 1).",
    ),
    (
        facts.CallBackAnswered(**TALK, attempt=1),
        "Quien pidió la devolución contestó y quedó en conversación con asesor1.",
    ),
    (
        facts.CallBackMissed(**TALK, attempt=2, cause="no_answer"),
        "En el intento 2, quien pidió la devolución no contestó.",
    ),
    (
        facts.CallBackEnded(line="bogota", queue="credito", result="not_reached", attempts=3),
        "Terminó la devolución: no se logró la comunicación (intentos: 3).",
    ),
    (facts.CallSentOn(**TALK, campaign_to="norte"), "La llamada que transfirió asesor1 siguió en la campaña «norte»."),
    (
        facts.CallTurnedBack(line="bogota", queue="credito", campaign_to="norte", reason="unknown"),
        "La campaña «norte» no recibió la llamada porque no tiene esa cola: vuelve a esperar aquí.",
    ),
    (
        facts.CallTransferred(**TALK, to="campaign:norte/pagos", kind="blind"),
        "asesor1 transfirió la llamada sin consultar: debe pasar a la cola «pagos» de «norte».",
    ),
    (
        facts.CallReceived(
            line="bogota",
            gateway="g1",
            campaign_from="sur",
            first_arrival_ms=0,
            caller_ref="r",
            caller_commitment="c",
        ),
        "Se recibió la llamada de la campaña «sur», con la hora de llegada que tenía allá.",
    ),
    (facts.CustomerViewed(customer_ref="c1"), "Se mostró en pantalla el posible cliente."),
    (
        facts.LookupMade(lookup="creditos", customer_ref="c1", result="found", reason="", duration_ms=12),
        "Se consultó «Créditos», y se mostró lo que había.",
    ),
    (
        facts.LookupMade(lookup="gone", customer_ref="c1", result="not_available", reason="timeout", duration_ms=2000),
        "Se consultó «gone», y no estuvo disponible: no respondió a tiempo.",
    ),
    (
        facts.LookupMade(
            lookup="creditos", customer_ref="c1", result="none", reason="", duration_ms=12, ticket="2026-000123-8"
        ),
        "Se consultó «Créditos» para el ticket 2026-000123-8, y no había nada.",
    ),
    (
        facts.TicketStatusRead(ticket="2026-000123-8", state="in_area", grounds="document"),
        "Se leyó el estado del radicado 2026-000123-8, con el documento de quien la presentó.",
    ),
    (
        facts.TicketStatusRefused(ticket="2026-000123-8", reason="no_match", attempts_left=1),
        "No se leyó el estado del radicado 2026-000123-8: el número y el documento no corresponden. "
        "Intentos que quedan: 1.",
    ),
    (
        facts.TicketStatusRefused(ticket="2026-000123-8", reason="closed", attempts_left=0),
        "No se leyó el estado del radicado 2026-000123-8: en la llamada ya no quedaban intentos.",
    ),
    (
        facts.IdentityAsked(customer_ref="c1", check="k1", questions="documento,correo,gone", attempt=1),
        "Empezó la verificación de identidad, intento 1: Número de documento, Correo electrónico, gone.",
    ),
    (
        facts.IdentityVerified(customer_ref="c1", check="k1", questions="documento,credito"),
        "La identidad quedó verificada: Número de documento, Número de un crédito.",
    ),
    (
        facts.IdentityFailed(customer_ref="c1", check="k1", questions="documento", attempts_left=1),
        "La identidad no se pudo verificar: Número de documento. Intentos que quedan: 1.",
    ),
    (
        facts.IdentityClosed(customer_ref="c1", outcome="identity_failed"),
        "Los datos del cliente quedaron cerrados en esta llamada porque la verificación falló.",
    ),
    (
        facts.IdentityRefused(customer_ref="c1", reason="blocked"),
        "No se pudo verificar la identidad: ese cliente ya no tenía intentos por hoy.",
    ),
    (
        facts.IdentityReleased(customer_ref="c1", failures=2),
        "Se liberó al cliente para verificarlo otra vez; dejaron de contar sus intentos fallidos: 2.",
    ),
    (
        facts.CallSpeakerStated(customer_ref="c1", speaker="attorney", has_mandate=True),
        "Habla su apoderado, con su acreditación.",
    ),
    (
        facts.CallSpeakerStated(customer_ref="c1", speaker="holder", has_mandate=False),
        "Habla el titular: su identidad se verifica de nuevo.",
    ),
    (
        facts.CallMandateChecked(customer_ref="c1", speaker="attorney", coverage="record", until="2027-03-01"),
        "Se revisó la acreditación de quien habla: alcanza para los datos de la ficha, hasta el 01/03/2027.",
    ),
    (
        facts.DisclosureRefused(
            customer_ref="c1", speaker="third_person", about="record", reason="third_person", lookup=""
        ),
        "No se dieron datos del titular a quien habla: no actúa por el titular.",
    ),
    (
        facts.CustomerUpdated(customer_ref="c1", fields="phones,emails", version=2),
        "Se actualizaron datos del cliente: teléfonos, correos.",
    ),
    (
        facts.CustomersSeparated(customer_ref="c1", separated_ref="c2"),
        "Se separaron dos registros que se habían unido: eran de dos clientes.",
    ),
    (
        facts.CustomerErased(customer_ref="c1", request="2026-000001-3", act="Auto 9 de 2026", erased="", kept=""),
        "Se suprimieron datos de un cliente a solicitud del titular 2026-000001-3 (Auto 9 de 2026).",
    ),
    (
        facts.CallerErased(request="2026-000001-3", act="Auto 9 de 2026", erased="mail=1", kept=""),
        "Se suprimieron datos de quien llamó a solicitud del titular 2026-000001-3 (Auto 9 de 2026).",
    ),
    (
        facts.RecordingErased(recording="c.0-9", request="2026-000001-3", act="Auto 9 de 2026"),
        "Se suprimió la grabación a solicitud del titular (Auto 9 de 2026).",
    ),
    (facts.CustomerRegistered(customer_ref="c1", similar=0), "Se registró un cliente."),
    (
        facts.CustomerRegistered(customer_ref="c1", similar=2),
        "Se registró un cliente, aunque se parece a 2 que ya estaban.",
    ),
    (facts.CustomersMerged(customer_ref="c1", merged_ref="c2"), "Se unieron dos registros de un mismo cliente."),
    (
        facts.CustomersImported(source="", created=3, updated=2, unchanged=1, refused=4),
        "Se importaron clientes: 3 nuevos, 2 actualizados, 4 filas rechazadas.",
    ),
    (
        facts.CustomersSearched(by="name", found=2, masked=True),
        "Se buscó un cliente por nombre: se encontraron 2.",
    ),
    (facts.CustomerRead(customer_ref="c1", what="changes"), "Se leyeron los cambios del cliente."),
    (
        facts.RecordingBegan(**TALK, recording="c.0-9"),
        "Empezó la grabación de la conversación.",
    ),
    (
        facts.RecordingPaused(advisor="asesor1", recording="c.0-9", reason="asked"),
        "asesor1 pausó la grabación para que no queden datos secretos.",
    ),
    (
        facts.RecordingPaused(advisor="", recording="c.0-9", reason="waiting"),
        "La grabación quedó en pausa entre dos asesores.",
    ),
    (
        facts.RecordingResumed(advisor="asesor1", recording="c.0-9"),
        "Se reanudó la grabación, en conversación con asesor1.",
    ),
    (
        facts.RecordingStored(recording="c.0-9", duration_ms=187_400, size=9, digest="d", channels=2),
        "La grabación quedó guardada y cifrada; dura 3:07.",
    ),
    (facts.RecordingPlayed(recording="c.0-9", user="ana"), "ana oyó la grabación."),
    (
        facts.VoiceMessageBegan(line="bogota", recording="c.0-2"),
        "Oyó el tono y empezó a dejar un mensaje de voz.",
    ),
    (
        facts.VoiceMessageLeft(line="bogota", recording="c.0-2", lasted_ms=64_900),
        "Dejó un mensaje de voz de 1:04, que espera a ser atendido.",
    ),
    (
        facts.VoiceMessageAttended(recording="c.0-2", ticket="2026-000001-7"),
        "El mensaje de voz quedó atendido con el ticket 2026-000001-7.",
    ),
    (
        facts.SurveyBegan(**TALK),
        "asesor1 dejó la conversación; quien llama se quedó en la línea y empezó a oír la encuesta.",
    ),
    (
        facts.SurveyAnswered(**TALK, question="trato", answer="5"),
        "Contestó la encuesta: Trato del asesor: Muy bueno (tecla 5).",
    ),
    (
        facts.SurveyAnswered(**TALK, question="gone", answer="3"),
        "Contestó la encuesta: gone: 3 (tecla 3).",
    ),
    (
        facts.SurveyEnded(line="bogota", queue="credito", result="left", answered=1),
        "Quien llamaba colgó durante la encuesta; preguntas contestadas: 1.",
    ),
    (
        facts.RecordingDeleted(recording="c.0-9", rule="general", days=730),
        "Se borró la grabación: se cumplió su plazo de 730 días.",
    ),
    (
        facts.RecordingLost(recording="c.0-9", reason="not_delivered"),
        "No hay grabación: la central telefónica no la entregó.",
    ),
    (
        facts.RecordingLost(recording="c.0-9", reason="not_recorded"),
        "No hay grabación: la central telefónica no pudo grabar, o no pudo seguir grabando.",
    ),
    (facts.SignedIn(user="ana"), "ana inició sesión."),
    (facts.SignInRefused(user="ana", reason="password"), "Se negó la entrada a ana: la contraseña no es la suya."),
    (
        facts.SignInRefused(user="", reason="password"),
        "Se negó la entrada a un usuario que no existe: la contraseña no es la suya.",
    ),
    (facts.SignInLocked(user="ana", seconds=4), "ana debe esperar 4 s después de varios intentos fallidos."),
    (facts.SignedOut(user="ana"), "ana cerró la sesión."),
    (facts.SessionRevoked(user="ana", sessions=2), "Se cerraron sesiones de ana: 2."),
    (facts.PasswordChanged(user="ana"), "ana tiene una contraseña nueva."),
    (facts.PhonePasswordChanged(user="ana"), "El teléfono de ana tiene una clave nueva."),
    (facts.SecondFactorChanged(user="ana", active=False), "ana dejó de tener el segundo factor."),
    (facts.UserCreated(user="ana"), "Se creó el usuario ana."),
    (facts.UserDisabled(user="ana"), "Se inhabilitó al usuario ana."),
    (facts.UserEnabled(user="ana"), "Se habilitó de nuevo al usuario ana."),
    (
        facts.RoleGranted(user="ana", role="calidad", begins_on="2026-11-24", ends_on=""),
        "ana recibió el rol calidad desde el martes 24 de noviembre de 2026.",
    ),
    (facts.RoleWithdrawn(user="ana", role="calidad"), "ana dejó de tener el rol calidad."),
    (
        facts.TokenIssued(token="a1", permissions="calls.read"),
        "Se expidió el token de servicio a1 con permiso para: calls.read.",
    ),
    (facts.TokenRevoked(token="a1"), "Se revocó el token de servicio a1."),
    (
        facts.DisplayCreated(display="a1", expires_ms=1_796_133_600_000),
        "Se creó la pantalla de pared a1, hasta el 2026-12-01.",
    ),
    (facts.DisplayCodeIssued(display="a1"), "Se dio otro código de vinculación a la pantalla de pared a1."),
    (facts.DisplayPaired(display="a1"), "Un televisor se vinculó a la pantalla de pared a1."),
    (facts.DisplayRevoked(display="a1"), "Se retiró la pantalla de pared a1."),
    (facts.SiteImported(digest="0123456789abcdef"), "Se cargó la configuración de la entidad."),
    (
        facts.TrafficRefused(line="bogota", source="203.0.113.9", reason="rate", calls=995, since_ms=1),
        "Se rechazaron 995 llamadas a «Línea Bogotá» del origen 203.0.113.9, que pasó los límites de llamadas por "
        "origen: es tráfico anómalo.",
    ),
    (
        facts.TrafficRefused(line="", source="other", reason="unlisted", calls=1, since_ms=1),
        "Se rechazó 1 llamada de otros orígenes: es tráfico anómalo.",
    ),
    (
        facts.TrafficLimitsChanged(unlisted="allowed", invites_per_s=10, unacknowledged=20, trunks=""),
        "Cambiaron los límites del tráfico anómalo: cada origen que no es troncal puede empezar 10 llamadas por "
        "segundo y dejar sin confirmar 20 contestaciones; no hay troncales en la lista. Lo que pase de ellos no "
        "cuenta en ningún indicador.",
    ),
    (
        facts.TrafficLimitsChanged(
            unlisted="refused", invites_per_s=10, unacknowledged=20, trunks="a=203.0.113.10:5060,b=user"
        ),
        "Cambiaron los límites del tráfico anómalo: solo llaman las troncales de la lista; las troncales son "
        "a=203.0.113.10:5060, b=user. Lo que pase de ellos no cuenta en ningún indicador.",
    ),
    (
        facts.CallSetAside(line="bogota", source="203.0.113.9", reason="not_acknowledged"),
        "La llamada no cuenta en ningún indicador: quien llamó nunca confirmó la contestación (tráfico anómalo). "
        "Llegó del origen 203.0.113.9.",
    ),
    (
        facts.ProcessReplaced(role="api", gateway="", silent_since_ms=0),
        "El proceso api dejó de responder: se detuvo y otro lo reemplazó.",
    ),
    (
        facts.GatewayLost(gateway="g1", calls=2),
        "La central telefónica dejó de responder; se cerraron sus llamadas abiertas: 2.",
    ),
    (
        facts.StateRestored(epoch=2, journal_head="1-9", calls_closed=3),
        "Se reconstruyó el estado a partir del registro; llamadas cerradas: 3.",
    ),
    (facts.SignedIn(user="ana"), "ana inició sesión."),
    (
        facts.SignInRefused(user="", reason="password"),
        "Se negó la entrada a un usuario que no existe: la contraseña no es la suya.",
    ),
    (facts.SignInLocked(user="ana", seconds=4), "ana debe esperar 4 s después de varios intentos fallidos."),
    (facts.SignedOut(user="ana"), "ana cerró la sesión."),
    (facts.SessionRevoked(user="ana", sessions=2), "Se cerraron sesiones de ana: 2."),
    (facts.PasswordChanged(user="ana"), "ana tiene una contraseña nueva."),
    (facts.PhonePasswordChanged(user="ana"), "El teléfono de ana tiene una clave nueva."),
    (facts.SecondFactorChanged(user="ana", active=True), "ana activó el segundo factor."),
    (facts.UserCreated(user="ana"), "Se creó el usuario ana."),
    (facts.UserDisabled(user="ana"), "Se inhabilitó al usuario ana."),
    (
        facts.RoleGranted(user="ana", role="asesor", begins_on="2026-11-24", ends_on="2027-01-31"),
        "ana recibió el rol asesor desde el martes 24 de noviembre de 2026 hasta el domingo 31 de enero de 2027.",
    ),
    (facts.RoleWithdrawn(user="ana", role="asesor"), "ana dejó de tener el rol asesor."),
    (
        facts.TokenIssued(token="t1", permissions="calls.read"),
        "Se expidió el token de servicio t1 con permiso para: calls.read.",
    ),
    (facts.TokenRevoked(token="t1"), "Se revocó el token de servicio t1."),
    (
        facts.MailPosted(mail=MAIL, template="t", about="7", digest="d"),
        "Se escribió el correo 01234567 del radicado 7.",
    ),
    (
        facts.MailSent(mail=MAIL, code=250, tries=1),
        "El servidor de correo aceptó el correo 01234567 (respuesta 250).",
    ),
    (
        facts.MailDeferred(mail=MAIL, reason="unreachable", code=0, tries=1),
        "El correo 01234567 no salió todavía: no hubo conexión con el servidor de correo. Se intenta otra vez.",
    ),
    (
        facts.MailBounced(mail=MAIL, stage="at_once", status="5.1.1"),
        "El correo 01234567 fue rechazado y no llegará (estado 5.1.1).",
    ),
    (
        facts.MailBounced(mail=MAIL, stage="later", status="5.1.1"),
        "El correo 01234567 rebotó: no llegó a su destinatario (estado 5.1.1).",
    ),
    (
        facts.MailFailed(mail=MAIL, tries=9),
        "El correo 01234567 no salió en el plazo previsto; hubo 9 intentos.",
    ),
    (
        facts.MailUncertain(mail=MAIL, reason="cut_off", again=False),
        "No se sabe si el correo 01234567 salió: la conexión se cortó después de entregarlo y antes de la respuesta; "
        "una persona decide.",
    ),
    (facts.TextMessagePosted(text_message=MAIL, about="7"), "Se escribió el mensaje de texto 01234567 del radicado 7."),
    (
        facts.TextMessageSent(text_message=MAIL, tries=1),
        "El servicio de mensajes aceptó el mensaje de texto 01234567.",
    ),
    (
        facts.TextMessageDeferred(text_message=MAIL, reason="unreachable", code=0, tries=1),
        "El mensaje de texto 01234567 no salió todavía: no hubo conexión con el servicio. Se intenta otra vez.",
    ),
    (
        facts.TextMessageFailed(text_message=MAIL, reason="expired", code=0, tries=5),
        "El mensaje de texto 01234567 no salió: se acabó el plazo para intentarlo.",
    ),
    (
        facts.TextMessageUncertain(text_message=MAIL, reason="no_answer"),
        "No se sabe si el mensaje de texto 01234567 salió: el servicio no respondió; no se repite.",
    ),
    (facts.MailReleased(mail=MAIL), "Se pidió enviar otra vez el correo 01234567."),
    (facts.MailCancelled(mail=MAIL), "El correo 01234567 se retiró antes de salir: su envío se deshizo."),
    (facts.LetterCancelled(letter=MAIL), "La carta 01234567 se retiró antes de salir: su envío se deshizo."),
    (
        facts.MailStopped(mail=MAIL, attachment="fedcba9876543210", reason="withheld"),
        "El correo 01234567 no salió: el antivirus retuvo el archivo fedcba98.",
    ),
    (
        facts.MailStopped(mail=MAIL, attachment="fedcba9876543210", reason="damaged"),
        "El correo 01234567 no salió: el archivo fedcba98 falta o está alterado.",
    ),
    (
        facts.FileEnclosed(message=MAIL, by="mail", about="7", attachment="fedcba9876543210"),
        "Con el correo 01234567 del radicado 7 va el archivo fedcba98.",
    ),
    (
        facts.FileEnclosed(message=MAIL, by="letter", about="7", attachment="fedcba9876543210"),
        "Con la carta 01234567 del radicado 7 va el archivo fedcba98.",
    ),
    (
        facts.AttachmentStored(attachment=MAIL, ticket="7", kind="pdf", size=1, digest="d"),
        "Se adjuntó al radicado 7 un archivo (PDF, 01234567).",
    ),
    (
        facts.AttachmentExamined(attachment=MAIL, ticket="7", finding="", scanner="ClamAV 1.4.3"),
        "El antivirus examinó el archivo 01234567 del radicado 7 y no encontró nada.",
    ),
    (
        facts.AttachmentExamined(attachment=MAIL, ticket="7", finding="Win.Test", scanner="ClamAV 1.4.3"),
        "El antivirus retuvo el archivo 01234567 del radicado 7: Win.Test. Nadie puede abrirlo.",
    ),
    (facts.AttachmentOpened(attachment=MAIL, ticket="7"), "Se abrió el archivo 01234567 del radicado 7."),
    (
        facts.PeriodClosed(month="2026-10", definitions="0123456789abcdef"),
        "Se cerró el mes de octubre de 2026: sus definiciones quedan fijas.",
    ),
    (
        SystemWatchBegan(system="telefonia", since_ms=1_795_672_800_000),
        "Se vigila «Telefonía (central telefónica)» desde el jueves 26 de noviembre de 2026 a las 01:00:00.",
    ),
    (
        SystemUnwatched(system="otro", began_ms=1_795_672_800_000, ended_ms=1_795_672_860_000),
        "No hubo vigilancia de «otro» del jueves 26 de noviembre de 2026 a las 01:00:00 "
        "al jueves 26 de noviembre de 2026 a las 01:01:00.",
    ),
    (
        IncidentOpened(incident="i", system="correo", kind="outage", source="watch", began_ms=1_795_672_800_000),
        "«Correo saliente» quedó fuera de servicio desde el jueves 26 de noviembre de 2026 a las 01:00:00.",
    ),
    (
        IncidentOpened(incident="i", system="correo", kind="degraded", source="person", began_ms=1_795_672_800_000),
        "«Correo saliente» funcionó mal desde el jueves 26 de noviembre de 2026 a las 01:00:00.",
    ),
    (
        IncidentClosed(incident="i", system="correo", ended_ms=1_795_672_800_000),
        "«Correo saliente» volvió a funcionar el jueves 26 de noviembre de 2026 a las 01:00:00.",
    ),
    (IncidentNoted(incident="i", note=2), "Se escribió la nota 2 del incidente i."),
    (
        facts.ObservationMade(observation="2026-0001", about="call", subject="c", due_on="2026-12-03"),
        "La interventoría escribió la observación 2026-0001; "
        "se responde a más tardar el jueves 3 de diciembre de 2026.",
    ),
    (
        facts.ObservationAnswered(observation="2026-0001", late=False),
        "La coordinación respondió la observación 2026-0001, a tiempo.",
    ),
    (
        facts.ObservationAnswered(observation="2026-0001", late=True),
        "La coordinación respondió la observación 2026-0001, después de su último día.",
    ),
    (
        facts.ReportMade(
            report="r", kind="management", first_day="2026-11-01", last_day="2026-11-30", seq=7, head="h", digest="d"
        ),
        "Se hizo el informe de gestión de noviembre de 2026, calculado hasta el hecho n.º 7.",
    ),
    (
        facts.ReportMade(
            report="r", kind="presidency", first_day="2026-11-25", last_day="2026-11-25", seq=7, head="h", digest="d"
        ),
        "Se hizo el informe de presidencia del miércoles 25 de noviembre de 2026, calculado hasta el hecho n.º 7.",
    ),
    (facts.LetterWritten(letter=MAIL, template="t", about="", digest="d"), "Se escribió la carta 01234567."),
    (
        facts.LetterDispatched(letter=MAIL, carrier="4-72", on="2026-11-25"),
        "La carta 01234567 se entregó a 4-72 el miércoles 25 de noviembre de 2026.",
    ),
    (
        facts.LetterDelivered(letter=MAIL, on="2026-11-25"),
        "La carta 01234567 llegó a su destinatario el miércoles 25 de noviembre de 2026.",
    ),
    (
        facts.LetterReturned(letter=MAIL, on="2026-11-25"),
        "La carta 01234567 fue devuelta el miércoles 25 de noviembre de 2026.",
    ),
    (
        facts.SearchMade(by="name,words", customers=1, tickets=3, calls=0, masked=True),
        "Se buscó por nombre, palabras de peticiones: 1 cliente, 3 peticiones.",
    ),
    (
        facts.DayHeadTold(day="2026-11-25", seq=1234, hash="ab" * 32, recipients=1),
        "Quedó escrita la cabeza de la cadena del miércoles 25 de noviembre de 2026 "
        "(hecho 1234) y se envió a 1 dirección.",
    ),
    (
        facts.PeriodSealed(month="2026-11", first=5, last=40, digest="ab" * 32, public_key="cd" * 32),
        "Se selló el mes de noviembre de 2026, del hecho 5 al 40 (archivo abababab).",
    ),
    (facts.CustomerTimelineRead(customer_ref="c1", kinds=""), "Se leyó la historia del cliente."),
    (
        facts.CustomerTimelineRead(customer_ref="c1", kinds="call,letter"),
        "Se leyó la historia del cliente (solo llamadas, cartas y avisos).",
    ),
    (
        facts.ListExported(list="tickets", format="csv", filters="state", columns="number", rows=12),
        "Se exportó la lista de tickets a CSV: 12 filas.",
    ),
    (
        facts.ListExported(list="calls", format="xlsx", filters="", columns="arrived_at", rows=1),
        "Se exportó la lista de llamadas a XLSX: 1 fila.",
    ),
    (
        facts.AdvisorLevelChanged(advisor="asesor1", queue="credito", level=8, previous=0),
        "A asesor1 se le asignó la cola Crédito, con nivel 8.",
    ),
    (
        facts.AdvisorLevelChanged(advisor="asesor1", queue="credito", level=3, previous=8),
        "El nivel de asesor1 en la cola Crédito pasó de 8 a 3.",
    ),
    (
        facts.AdvisorLevelChanged(advisor="asesor1", queue="credito", level=0, previous=3),
        "asesor1 dejó de tener asignada la cola Crédito.",
    ),
    (facts.SeatSaved(seat="B-04"), "Se guardó el puesto B-04."),
    (facts.SeatRemoved(seat="B-04"), "Se borró el puesto B-04."),
    (facts.AdvisorSeated(advisor="asesor1", seat="B-04"), "asesor1 quedó en el puesto B-04."),
    (facts.AdvisorSeated(advisor="asesor1", seat=""), "asesor1 quedó sin puesto de trabajo."),
    (facts.AbsenceCancelled(absence="a", user="fondos1"), "Se anuló una ausencia de fondos1."),
    (facts.DeputyNamed(user="fondos1", deputy="fondos2"), "fondos2 quedó como suplente de fondos1."),
    (facts.DeputyNamed(user="fondos1", deputy=""), "fondos1 quedó sin suplente."),
    (
        facts.QueueOverrideStarted(advisor="asesor1", queues="general:5 pagos:2", until_ms=1_796_133_600_000),
        "asesor1 atiende otras colas hasta el 2026-12-01 a las 09:00: Información general (nivel 5), "
        "Pagos y cartera (nivel 2).",
    ),
    (
        facts.BulletinPublished(
            bulletin="2026-0007",
            kind="message",
            audience_kind="queues",
            audience="pagos",
            must_read=True,
            begins_ms=0,
            ends_ms=1,
        ),
        "Se envió el mensaje 2026-0007 para las colas Pagos y cartera.",
    ),
    (
        facts.BulletinPublished(
            bulletin="2026-0008",
            kind="announcement",
            audience_kind="roles",
            audience="asesor supervisor",
            must_read=True,
            begins_ms=0,
            ends_ms=1,
        ),
        "Se publicó el anuncio 2026-0008 para los roles asesor, supervisor, que exige lectura.",
    ),
    (facts.BulletinWithdrawn(bulletin="2026-0007"), "Se retiró el mensaje o anuncio 2026-0007."),
    (facts.BulletinRead(bulletin="2026-0007"), "Se marcó como leído el mensaje o anuncio 2026-0007."),
    (
        facts.QueueOverrideEnded(advisor="asesor1", how="expired"),
        "Terminó el cambio de las colas que atendía asesor1: se cumplió su hora.",
    ),
    (
        facts.AbsenceRecorded(
            absence="a", user="fondos1", first_day="2026-12-21", last_day="2026-12-21", deputy="fondos2"
        ),
        "fondos1 estará ausente el lunes 21 de diciembre de 2026; suple fondos2.",
    ),
    (
        facts.AbsenceRecorded(absence="a", user="fondos1", first_day="2026-12-21", last_day="2027-01-12", deputy=""),
        "fondos1 estará ausente del lunes 21 de diciembre de 2026 al martes 12 de enero de 2027.",
    ),
    *tickets_told.FACTS_AND_SENTENCES,
    *SAMPLE_SENTENCES,
    *CALIBRATION_SENTENCES,
    *EVALUATION_SENTENCES,
    *ACCESS_REVIEW_SENTENCES,
    *COACHING_SENTENCES,
    *FINDING_SENTENCES,
    *STAFF_SENTENCES,
    *KNOWLEDGE_SENTENCES,
    *LARGE_CLIENT_SENTENCES,
    *TRAINING_SENTENCES,
    *CONTINGENCY_SENTENCES,
    (
        facts.QueueThresholdsChanged(
            queue="pagos", waiting=4, longest_wait_s=60, service_level=75, abandon_rate=0, from_site=False
        ),
        "Se cambiaron los umbrales de «Pagos y cartera»: 4 en espera, espera de más de 60 s, "
        "nivel de servicio por debajo de 75 %.",
    ),
    (
        facts.QueueThresholdsChanged(
            queue="pagos", waiting=0, longest_wait_s=0, service_level=0, abandon_rate=0, from_site=True
        ),
        "«Pagos y cartera» volvió a los umbrales del sitio: ninguno.",
    ),
    *OWN_REPORT_SENTENCES,
    *PRACTICE_SENTENCES,
    *PROMPT_SENTENCES,
    *SITE_DRAFT_SENTENCES,
    *SITE_SENTENCES,
]


@pytest.mark.parametrize(("fact", "expected"), TOLD, ids=lambda value: type(value).__name__)
def test_fact_reads_as_one_spanish_sentence_with_names_that_people_know(fact: AnyFact, expected: str) -> None:
    """A fact reads as one Spanish sentence with the names that people know."""
    assert sentence(fact, SITE, AT) == expected


def test_no_kind_of_fact_is_without_a_sentence() -> None:
    """A new kind of fact cannot be added without a Spanish sentence."""
    assert set(SENTENCES) == set(get_args(AnyFact))
    assert {type(fact) for fact, _ in TOLD} == set(get_args(AnyFact))


def test_menu_key_is_shown_with_its_label() -> None:
    """A menu key is shown with its label."""
    option, chosen = next(iter(SITE.menus["bogota"].options.items()))
    fact = facts.MenuSelected(line="bogota", menu="bogota", option=option)
    assert sentence(fact, SITE, AT) == f"Marcó {option}: {chosen.label}."


def test_every_word_of_the_code_has_its_spanish_one() -> None:
    """Each outcome, state and offer result has a Spanish word."""
    assert set(OUTCOME_LABELS) == set(facts.OUTCOMES)
    assert set(ADVISOR_STATE_LABELS) == set(facts.ADVISOR_STATES)
    assert set(labels.OFFER_ENDS) == set(get_args(facts.OfferEnd))
    assert set(labels.ADVISOR_ACTIONS) == set(get_args(AdvisorAction))
    assert set(labels.OBSTACLES) == set(get_args(Obstacle))
    assert set(labels.ADVISOR_REQUESTS) == set(get_args(get_type_hints(facts.AdvisorWished)["wish"]))


def test_a_kind_that_the_site_no_longer_has_keeps_its_id() -> None:
    """A typology that the site has removed is shown by its id."""
    assert labels.topic_label(SITE, "elogio", "trato") == "elogio: trato"


@pytest.mark.parametrize(
    ("ms", "text"),
    [(0, "0:00"), (7_900, "0:07"), (80_606, "1:20"), (751_000, "12:31"), (3_723_000, "1:02:03"), (-5, "0:00")],
)
def test_a_duration_reads_as_on_the_screens(ms: int, text: str) -> None:
    """The story rounds a duration down, as `duration` of web/src/formats.ts does beside it."""
    assert duration_label(ms) == text
