// «Nivel de servicio del día»: the contract's figures as Prometheus sees them; the journal's are the ones that count.

import { badBelow, board, figure, LINE, lines, QUEUE, row } from "./panels.js";
import { GOAL, grown, grownBy, ingressed, ofLine, quantile, serviceLevel } from "./queries.js";

const DAY = "24h";
const BANDS = badBelow(GOAL - 0.05, GOAL);
const NOT_THE_CONTRACT = "La cifra contractual, con su numerador y denominador, es la de /api/v1/service-level.";

export const serviceLevels = board(
  "nivel-de-servicio",
  "Nivel de servicio del día",
  `Nivel de servicio, atención y abandono. ${NOT_THE_CONTRACT}`,
  "now-12h",
  "30s",
)
  .withVariable(LINE())
  .withVariable(QUEUE())
  .withPanel(figure({ title: "Nivel de servicio, 24 horas", says: `Contestadas dentro del umbral, de cada cien que ingresaron. Meta: 80 %. ${NOT_THE_CONTRACT}`, unit: "percentunit", queries: [{ expr: serviceLevel(DAY) }], steps: BANDS, decimals: 1, width: 6 }))
  .withPanel(figure({ title: "Nivel de servicio, 30 minutos", says: "Contestadas dentro del umbral, de cada cien que ingresaron. Meta: 80 %.", unit: "percentunit", queries: [{ expr: serviceLevel("30m") }], steps: BANDS, decimals: 1, width: 6 }))
  .withPanel(figure({ title: "Ingresadas, 24 horas", says: "Todas las que entraron a las líneas, sin el tráfico anómalo.", unit: "short", queries: [{ expr: ingressed(DAY) }], decimals: 0 }))
  .withPanel(figure({ title: "Contestadas, 24 horas", says: "Las que hablaron con un asesor.", unit: "short", queries: [{ expr: grown("acd_calls_answered_total", DAY, ofLine) }], decimals: 0 }))
  .withPanel(figure({ title: "Abandonadas, 24 horas", says: "Las que se fueron antes de un asesor, en el menú o en la cola.", unit: "short", queries: [{ expr: grown("acd_calls_abandoned_total", DAY, ofLine) }], decimals: 0 }))
  .withPanel(lines({ title: "Nivel de servicio por línea", says: "De los últimos 30 minutos; la línea marca la meta de 80 %.", unit: "percentunit", most: 1, queries: [{ expr: serviceLevel("30m", "line"), name: "{{line}}" }], steps: BANDS }))
  .withPanel(lines({ title: "Llamadas cada 30 minutos", says: "Ingresadas, contestadas y abandonadas.", unit: "short", queries: [
    { expr: ingressed("30m"), name: "Ingresadas" },
    { expr: grown("acd_calls_answered_total", "30m", ofLine), name: "Contestadas" },
    { expr: grown("acd_calls_abandoned_total", "30m", ofLine), name: "Abandonadas" },
  ] }))
  .withPanel(lines({ title: "Tráfico anómalo", says: "Llamadas que no cuentan en ningún indicador: rechazadas por los límites de cada origen, o apartadas porque nadie confirmó la contestación. De todas las líneas.", unit: "short", queries: [
    { expr: `${grownBy("reason", "acd_traffic_refused_total", "30m")} or label_replace(vector(0), "reason", "ninguna", "", "")`, name: "Rechazadas: {{reason}}" },
    { expr: `${grownBy("reason", "acd_calls_set_aside_total", "30m")} or label_replace(vector(0), "reason", "ninguna", "", "")`, name: "Apartadas: {{reason}}" },
  ] }))
  .withRow(row("Esperas"))
  .withPanel(lines({ title: "Espera de las contestadas", says: "La mitad esperó menos que la primera; nueve de cada diez, menos que la segunda.", unit: "s", queries: [
    { expr: quantile(0.5, "acd_queue_wait_seconds", "30m", "", ofLine), name: "Mediana" },
    { expr: quantile(0.9, "acd_queue_wait_seconds", "30m", "", ofLine), name: "Nueve de cada diez" },
  ], steps: [["green", null], ["red", 20]] }))
  .withPanel(lines({ title: "Cómo terminan las llamadas", says: "Cada 30 minutos, por su único resultado.", unit: "short", queries: [{ expr: grownBy("outcome", "acd_calls_ended_total", "30m", ofLine), name: "{{outcome}}" }] }, true));
