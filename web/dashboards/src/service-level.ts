// «Nivel de servicio del día»: the contract's figures as Prometheus sees them; the journal's are the ones that count.

import { stepsBelow, dashboard, statPanel, lineVariable, timeSeriesPanel, queueVariable, row } from "./panels.js";
import { GOAL, increaseOf, increaseByLabel, ingressed, LINE_SELECTOR, quantile, serviceLevel } from "./queries.js";

const DAY = "24h";
const BANDS = stepsBelow(GOAL - 0.05, GOAL);
const NOT_THE_CONTRACT = "La cifra contractual, con su numerador y denominador, es la de /api/v1/service-level.";

export const serviceLevels = dashboard(
  "nivel-de-servicio",
  "Nivel de servicio del día",
  `Nivel de servicio, atención y abandono. ${NOT_THE_CONTRACT}`,
  "now-12h",
  "30s",
)
  .withVariable(lineVariable())
  .withVariable(queueVariable())
  .withPanel(
    statPanel({
      title: "Nivel de servicio, 24 horas",
      description: `Contestadas dentro del umbral, de cada cien que ingresaron. Meta: 80 %. ${NOT_THE_CONTRACT}`,
      unit: "percentunit",
      queries: [{ expr: serviceLevel(DAY) }],
      steps: BANDS,
      decimals: 1,
      width: 6,
    }),
  )
  .withPanel(
    statPanel({
      title: "Nivel de servicio, 30 minutos",
      description: "Contestadas dentro del umbral, de cada cien que ingresaron. Meta: 80 %.",
      unit: "percentunit",
      queries: [{ expr: serviceLevel("30m") }],
      steps: BANDS,
      decimals: 1,
      width: 6,
    }),
  )
  .withPanel(
    statPanel({
      title: "Ingresadas, 24 horas",
      description: "Todas las que entraron a las líneas, sin el tráfico anómalo.",
      unit: "short",
      queries: [{ expr: ingressed(DAY) }],
      decimals: 0,
    }),
  )
  .withPanel(
    statPanel({
      title: "Contestadas, 24 horas",
      description: "Las que hablaron con un asesor.",
      unit: "short",
      queries: [{ expr: increaseOf("acd_calls_answered_total", DAY, LINE_SELECTOR) }],
      decimals: 0,
    }),
  )
  .withPanel(
    statPanel({
      title: "Abandonadas, 24 horas",
      description: "Las que se fueron antes de un asesor, en el menú o en la cola.",
      unit: "short",
      queries: [{ expr: increaseOf("acd_calls_abandoned_total", DAY, LINE_SELECTOR) }],
      decimals: 0,
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Nivel de servicio por línea",
      description: "De los últimos 30 minutos; la línea marca la meta de 80 %.",
      unit: "percentunit",
      max: 1,
      queries: [{ expr: serviceLevel("30m", "line"), name: "{{line}}" }],
      steps: BANDS,
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Llamadas cada 30 minutos",
      description: "Ingresadas, contestadas y abandonadas.",
      unit: "short",
      queries: [
        { expr: ingressed("30m"), name: "Ingresadas" },
        { expr: increaseOf("acd_calls_answered_total", "30m", LINE_SELECTOR), name: "Contestadas" },
        { expr: increaseOf("acd_calls_abandoned_total", "30m", LINE_SELECTOR), name: "Abandonadas" },
      ],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Tráfico anómalo",
      description:
        "Llamadas que no cuentan en ningún indicador: rechazadas por los límites de cada origen, o apartadas porque nadie confirmó la contestación. De todas las líneas.",
      unit: "short",
      queries: [
        {
          expr: `${increaseByLabel("reason", "acd_traffic_refused_total", "30m")} or label_replace(vector(0), "reason", "ninguna", "", "")`,
          name: "Rechazadas: {{reason}}",
        },
        {
          expr: `${increaseByLabel("reason", "acd_calls_set_aside_total", "30m")} or label_replace(vector(0), "reason", "ninguna", "", "")`,
          name: "Apartadas: {{reason}}",
        },
      ],
    }),
  )
  .withRow(row("Esperas"))
  .withPanel(
    timeSeriesPanel({
      title: "Espera de las contestadas",
      description: "La mitad esperó menos que la primera; nueve de cada diez, menos que la segunda.",
      unit: "s",
      queries: [
        { expr: quantile(0.5, "acd_queue_wait_seconds", "30m", "", LINE_SELECTOR), name: "Mediana" },
        { expr: quantile(0.9, "acd_queue_wait_seconds", "30m", "", LINE_SELECTOR), name: "Nueve de cada diez" },
      ],
      steps: [
        ["green", null],
        ["red", 20],
      ],
    }),
  )
  .withPanel(
    timeSeriesPanel(
      {
        title: "Cómo terminan las llamadas",
        description: "Cada 30 minutos, por su único resultado.",
        unit: "short",
        queries: [
          { expr: increaseByLabel("outcome", "acd_calls_ended_total", "30m", LINE_SELECTOR), name: "{{outcome}}" },
        ],
      },
      true,
    ),
  );
