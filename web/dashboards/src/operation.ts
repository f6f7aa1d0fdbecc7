// «Operación en vivo»: the current minute, for the shift leader.

import {
  stepsBelow,
  stepsAbove,
  barGaugePanel,
  dashboard,
  statPanel,
  lineVariable,
  timeSeriesPanel,
  queueVariable,
  row,
} from "./panels.js";
import {
  GOAL,
  increaseOf,
  increaseByLabel,
  ingressed,
  LINE_SELECTOR,
  nonZero,
  QUEUE_SELECTOR,
  queueGauge,
  dedupe,
} from "./queries.js";

const interval = (measure: string): string =>
  `sum(${dedupe(`acd_interval_calls{${LINE_SELECTOR},measure="${measure}"}`)})`;

export const operation = dashboard(
  "operacion-en-vivo",
  "Operación en vivo",
  "Lo que pasa en este minuto: quién espera, quién atiende y cómo va el intervalo que corre.",
  "now-1h",
  "5s",
)
  .withVariable(lineVariable())
  .withVariable(queueVariable())
  .withPanel(
    statPanel({
      title: "En espera",
      description: "Llamadas que esperan un asesor.",
      unit: "short",
      queries: [{ expr: queueGauge("acd_queue_waiting_calls") }],
      steps: stepsAbove(5, 20),
    }),
  )
  .withPanel(
    statPanel({
      title: "Espera más larga",
      description: "De quien espera hace más tiempo. El umbral del contrato es de 20 segundos.",
      unit: "s",
      queries: [{ expr: `max(acd_queue_longest_wait_seconds{${QUEUE_SELECTOR}})` }],
      steps: stepsAbove(20, 120),
      decimals: 0,
    }),
  )
  .withPanel(
    statPanel({
      title: "Llamadas en curso",
      description: "Las que no han terminado, en cualquier paso.",
      unit: "short",
      queries: [{ expr: "max(acd_calls_open)" }],
    }),
  )
  .withPanel(
    statPanel({
      title: "Proyección del intervalo",
      description:
        "Nivel de servicio con que cerraría la media hora que corre, al paso de los últimos quince minutos. Meta: 80 %.",
      unit: "percentunit",
      queries: [{ expr: `atencion:service_level:projected{${LINE_SELECTOR}}`, name: "{{line}}" }],
      steps: stepsBelow(GOAL - 0.05, GOAL),
      width: 8,
      decimals: 1,
    }),
  )
  .withPanel(
    statPanel({
      title: "Alertas encendidas",
      description: "Lo que ya se avisó, o está por avisarse.",
      unit: "short",
      queries: [{ expr: 'count(ALERTS{alertstate="firing"}) or vector(0)' }],
      steps: stepsAbove(1, 3),
    }),
  )
  .withPanel(
    barGaugePanel({
      title: "El intervalo que corre",
      description: "Llamadas que entraron en esta media hora, y qué ha sido de ellas, según el diario.",
      unit: "short",
      width: 12,
      height: 7,
      queries: [
        { expr: interval("ingressed_in_hours"), name: "Ingresadas en horario" },
        { expr: interval("answered_within"), name: "Contestadas a tiempo" },
        { expr: interval("answered"), name: "Contestadas" },
        { expr: interval("in_progress"), name: "En curso" },
      ],
    }),
  )
  .withPanel(
    barGaugePanel({
      title: "Asesores por cola",
      description:
        "Quienes están hablando, disponibles, timbrando o tipificando. Quien atiende varias colas se ve en cada una.",
      unit: "short",
      height: 7,
      queries: [
        { expr: queueGauge("acd_advisors", "queue, state", 'state!="offline"'), name: "{{queue}} · {{state}}" },
      ],
    }),
  )
  .withRow(row("Por cola"))
  .withPanel(
    timeSeriesPanel({
      title: "En espera",
      description: "Por cola.",
      unit: "short",
      queries: [{ expr: queueGauge("acd_queue_waiting_calls", "queue"), name: "{{queue}}" }],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Espera más larga",
      description: "Por cola; la línea marca los 20 segundos.",
      unit: "s",
      queries: [{ expr: dedupe(`acd_queue_longest_wait_seconds{${QUEUE_SELECTOR}}`), name: "{{queue}}" }],
      steps: stepsAbove(20, 120),
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Llamadas por minuto",
      description: "Las que entran, las que se contestan y las que se van.",
      unit: "short",
      queries: [
        { expr: ingressed("1m"), name: "Ingresadas" },
        { expr: increaseOf("acd_calls_answered_total", "1m", LINE_SELECTOR), name: "Contestadas" },
        { expr: increaseOf("acd_calls_abandoned_total", "1m", LINE_SELECTOR), name: "Abandonadas" },
      ],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Salidas de la cola",
      description: "Las que dejan una cola sin respuesta, por cómo.",
      unit: "short",
      queries: [
        { expr: increaseOf("acd_calls_overflowed_total", "5m", LINE_SELECTOR), name: "Desbordadas" },
        { expr: increaseOf("acd_call_backs_queued_total", "5m", LINE_SELECTOR), name: "Devoluciones prometidas" },
        { expr: increaseOf("acd_calls_transferred_total", "5m", LINE_SELECTOR), name: "Transferidas" },
        { expr: increaseOf("acd_voice_messages_left_total", "5m", LINE_SELECTOR), name: "Mensajes" },
      ],
    }),
  )
  .withRow(row("Menús"))
  .withPanel(
    barGaugePanel({
      title: "Opciones escogidas, última hora",
      description: "Por línea y opción.",
      unit: "short",
      queries: [
        {
          expr: nonZero(increaseByLabel("line, option", "ivr_menu_selections_total", "1h", LINE_SELECTOR)),
          name: "{{line}} · {{option}}",
        },
      ],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Silencios, teclas erradas e interrupciones",
      description:
        "Cada cinco minutos. Interrumpir el menú con una tecla es de quien ya lo conoce; los silencios y errores, de un menú que no se entiende.",
      unit: "short",
      queries: [
        { expr: increaseByLabel("kind", "ivr_menu_rejections_total", "5m", LINE_SELECTOR), name: "{{kind}}" },
        { expr: increaseOf("ivr_menu_barge_ins_total", "5m", LINE_SELECTOR), name: "Interrumpidos" },
      ],
    }),
  );
