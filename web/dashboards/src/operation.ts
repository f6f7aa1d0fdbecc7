// «Operación en vivo»: this minute, for who leads the shift.

import { badBelow, badFrom, bars, board, figure, LINE, lines, QUEUE, row } from "./panels.js";
import { GOAL, grown, grownBy, ingressed, ofLine, ofQueue, ofQueues, once } from "./queries.js";

const interval = (measure: string): string => `sum(${once(`acd_interval_calls{${ofLine},measure="${measure}"}`)})`;

export const operation = board(
  "operacion-en-vivo",
  "Operación en vivo",
  "Lo que pasa en este minuto: quién espera, quién atiende y cómo va el intervalo que corre.",
  "now-1h",
  "5s",
)
  .withVariable(LINE())
  .withVariable(QUEUE())
  .withPanel(figure({ title: "En espera", says: "Llamadas que esperan un asesor.", unit: "short", queries: [{ expr: ofQueues("acd_queue_waiting_calls") }], steps: badFrom(5, 20) }))
  .withPanel(figure({ title: "Espera más larga", says: "De quien espera hace más tiempo. El umbral del contrato es de 20 segundos.", unit: "s", queries: [{ expr: `max(acd_queue_longest_wait_seconds{${ofQueue}})` }], steps: badFrom(20, 120), decimals: 0 }))
  .withPanel(figure({ title: "Llamadas en curso", says: "Las que no han terminado, en cualquier paso.", unit: "short", queries: [{ expr: "max(acd_calls_open)" }] }))
  .withPanel(figure({ title: "Proyección del intervalo", says: "Nivel de servicio con que cerraría la media hora que corre, al paso de los últimos quince minutos. Meta: 80 %.", unit: "percentunit", queries: [{ expr: `atencion:service_level:projected{${ofLine}}`, name: "{{line}}" }], steps: badBelow(GOAL - 0.05, GOAL), width: 8, decimals: 1 }))
  .withPanel(figure({ title: "Alertas encendidas", says: "Lo que ya se avisó, o está por avisarse.", unit: "short", queries: [{ expr: 'count(ALERTS{alertstate="firing"}) or vector(0)' }], steps: badFrom(1, 3) }))
  .withPanel(bars({ title: "El intervalo que corre", says: "Llamadas que entraron en esta media hora, y qué ha sido de ellas, según el diario.", unit: "short", width: 12, height: 7, queries: [
    { expr: interval("ingressed_in_hours"), name: "Ingresadas en horario" },
    { expr: interval("answered_within"), name: "Contestadas a tiempo" },
    { expr: interval("answered"), name: "Contestadas" },
    { expr: interval("in_progress"), name: "En curso" },
  ] }))
  .withPanel(bars({ title: "Asesores por cola", says: "Quienes están hablando, disponibles, timbrando o tipificando. Quien atiende varias colas se ve en cada una.", unit: "short", height: 7, queries: [{ expr: ofQueues("acd_advisors", "queue, state", 'state!="offline"'), name: "{{queue}} · {{state}}" }] }))
  .withRow(row("Por cola"))
  .withPanel(lines({ title: "En espera", says: "Por cola.", unit: "short", queries: [{ expr: ofQueues("acd_queue_waiting_calls", "queue"), name: "{{queue}}" }] }))
  .withPanel(lines({ title: "Espera más larga", says: "Por cola; la línea marca los 20 segundos.", unit: "s", queries: [{ expr: once(`acd_queue_longest_wait_seconds{${ofQueue}}`), name: "{{queue}}" }], steps: badFrom(20, 120) }))
  .withPanel(lines({ title: "Llamadas por minuto", says: "Las que entran, las que se contestan y las que se van.", unit: "short", queries: [
    { expr: ingressed("1m"), name: "Ingresadas" },
    { expr: grown("acd_calls_answered_total", "1m", ofLine), name: "Contestadas" },
    { expr: grown("acd_calls_abandoned_total", "1m", ofLine), name: "Abandonadas" },
  ] }))
  .withPanel(lines({ title: "Salidas de la cola", says: "Las que dejan una cola sin respuesta, por cómo.", unit: "short", queries: [
    { expr: grown("acd_calls_overflowed_total", "5m", ofLine), name: "Desbordadas" },
    { expr: grown("acd_call_backs_queued_total", "5m", ofLine), name: "Devoluciones prometidas" },
    { expr: grown("acd_calls_transferred_total", "5m", ofLine), name: "Transferidas" },
    { expr: grown("acd_voice_messages_left_total", "5m", ofLine), name: "Mensajes" },
  ] }))
  .withRow(row("Menús"))
  .withPanel(bars({ title: "Opciones escogidas, última hora", says: "Por línea y opción.", unit: "short", queries: [{ expr: grownBy("line, option", "ivr_menu_selections_total", "1h", ofLine), name: "{{line}} · {{option}}" }] }))
  .withPanel(lines({ title: "Silencios, teclas erradas e interrupciones", says: "Cada cinco minutos. Interrumpir el menú con una tecla es de quien ya lo conoce; los silencios y errores, de un menú que no se entiende.", unit: "short", queries: [
    { expr: grownBy("kind", "ivr_menu_rejections_total", "5m", ofLine), name: "{{kind}}" },
    { expr: grown("ivr_menu_barge_ins_total", "5m", ofLine), name: "Interrumpidos" },
  ] }));
