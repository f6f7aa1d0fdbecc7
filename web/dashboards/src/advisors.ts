// «Asesores»: how many advisors there are in each state, and whether they answer. No advisor is named here.

import { stepsAbove, barGaugePanel, dashboard, statPanel, timeSeriesPanel, queueVariable, row } from "./panels.js";
import { increaseOf, increaseByLabel, nonZero, QUEUE_SELECTOR, queueGauge } from "./queries.js";

const WORKING = 'state=~"talking|wrap_up"';
const ON_DUTY = 'state=~"available|offered|talking|wrap_up"';

export const advisors = dashboard(
  "asesores",
  "Asesores",
  "Cuántos hay en cada estado y cómo responden a las llamadas que se les ofrecen. Aquí no se nombra a nadie.",
  "now-12h",
  "10s",
)
  .withVariable(queueVariable())
  .withPanel(
    statPanel({
      title: "En puesto",
      description: "Disponibles, timbrando, hablando o tipificando; quien atiende varias colas cuenta en cada una.",
      unit: "short",
      queries: [{ expr: queueGauge("acd_advisors", "", ON_DUTY) }],
    }),
  )
  .withPanel(
    statPanel({
      title: "Disponibles",
      description: "Esperan una llamada.",
      unit: "short",
      queries: [{ expr: queueGauge("acd_advisors", "", 'state="available"') }],
    }),
  )
  .withPanel(
    statPanel({
      title: "Hablando",
      description: "Con una persona en la línea.",
      unit: "short",
      queries: [{ expr: queueGauge("acd_advisors", "", 'state="talking"') }],
    }),
  )
  .withPanel(
    statPanel({
      title: "En tipificación",
      description: "Terminan el registro de la llamada anterior.",
      unit: "short",
      queries: [{ expr: queueGauge("acd_advisors", "", 'state="wrap_up"') }],
    }),
  )
  .withPanel(
    statPanel({
      title: "En pausa",
      description: "Fuera de la cola por un rato.",
      unit: "short",
      queries: [{ expr: queueGauge("acd_advisors", "", 'state="paused"') }],
    }),
  )
  .withPanel(
    statPanel({
      title: "Ocupación",
      description: "De quienes están en puesto, los que hablan o tipifican. Sostenida por encima de 85 % cansa.",
      unit: "percentunit",
      queries: [
        {
          expr: `(${queueGauge("acd_advisors", "", WORKING)} or vector(0)) / (${queueGauge("acd_advisors", "", ON_DUTY)} > 0) or vector(0)`,
        },
      ],
      steps: stepsAbove(0.85, 0.95),
      decimals: 0,
    }),
  )
  .withPanel(
    timeSeriesPanel(
      {
        title: "Por estado",
        description: "Suma de las colas escogidas. Quienes practican, con un cliente inventado, son de todas.",
        unit: "short",
        queries: [
          { expr: queueGauge("acd_advisors", "state", 'state!="offline"'), name: "{{state}}" },
          { expr: "max(practices_running)", name: "en práctica" },
        ],
      },
      true,
    ),
  )
  .withPanel(
    timeSeriesPanel({
      title: "En puesto y en espera, por cola",
      description: "Si las llamadas en espera pasan de los asesores en puesto, la cola crece.",
      unit: "short",
      queries: [
        { expr: queueGauge("acd_advisors", "queue", ON_DUTY), name: "{{queue}} · asesores" },
        { expr: queueGauge("acd_queue_waiting_calls", "queue"), name: "{{queue}} · en espera" },
      ],
    }),
  )
  .withRow(row("Ofertas"))
  .withPanel(
    timeSeriesPanel({
      title: "Llamadas ofrecidas y contestadas",
      description: "Cada cinco minutos.",
      unit: "short",
      queries: [
        { expr: increaseOf("acd_offers_total", "5m", QUEUE_SELECTOR), name: "Ofrecidas" },
        { expr: increaseOf("acd_calls_answered_total", "5m", QUEUE_SELECTOR), name: "Contestadas" },
      ],
    }),
  )
  .withPanel(
    barGaugePanel({
      title: "Ofertas sin respuesta, última hora",
      description: "Por qué no se contestó: no contestó, la rechazó, ocupado, el teléfono no está.",
      unit: "short",
      queries: [
        {
          expr: `${nonZero(increaseByLabel("reason", "acd_offers_ended_total", "1h", QUEUE_SELECTOR))} or label_replace(vector(0), "reason", "ninguna", "", "")`,
          name: "{{reason}}",
        },
      ],
    }),
  );
