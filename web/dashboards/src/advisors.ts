// «Asesores»: how many, in what state, and whether they pick up. Nobody is named here.

import { badFrom, bars, board, figure, lines, QUEUE, row } from "./panels.js";
import { grown, grownBy, ofQueue, ofQueues } from "./queries.js";

const WORKING = 'state=~"talking|wrap_up"';
const ON_DUTY = 'state=~"available|offered|talking|wrap_up"';

export const advisors = board(
  "asesores",
  "Asesores",
  "Cuántos hay en cada estado y cómo responden a las llamadas que se les ofrecen. Aquí no se nombra a nadie.",
  "now-12h",
  "10s",
)
  .withVariable(QUEUE())
  .withPanel(figure({ title: "En puesto", says: "Disponibles, timbrando, hablando o tipificando; quien atiende varias colas cuenta en cada una.", unit: "short", queries: [{ expr: ofQueues("acd_advisors", "", ON_DUTY) }] }))
  .withPanel(figure({ title: "Disponibles", says: "Esperan una llamada.", unit: "short", queries: [{ expr: ofQueues("acd_advisors", "", 'state="available"') }] }))
  .withPanel(figure({ title: "Hablando", says: "Con una persona en la línea.", unit: "short", queries: [{ expr: ofQueues("acd_advisors", "", 'state="talking"') }] }))
  .withPanel(figure({ title: "En tipificación", says: "Terminan el registro de la llamada anterior.", unit: "short", queries: [{ expr: ofQueues("acd_advisors", "", 'state="wrap_up"') }] }))
  .withPanel(figure({ title: "En pausa", says: "Fuera de la cola por un rato.", unit: "short", queries: [{ expr: ofQueues("acd_advisors", "", 'state="paused"') }] }))
  .withPanel(figure({ title: "Ocupación", says: "De quienes están en puesto, los que hablan o tipifican. Sostenida por encima de 85 % cansa.", unit: "percentunit", queries: [{ expr: `(${ofQueues("acd_advisors", "", WORKING)} or vector(0)) / (${ofQueues("acd_advisors", "", ON_DUTY)} > 0) or vector(0)` }], steps: badFrom(0.85, 0.95), decimals: 0 }))
  .withPanel(lines({ title: "Por estado", says: "Suma de las colas escogidas.", unit: "short", queries: [{ expr: ofQueues("acd_advisors", "state", 'state!="offline"'), name: "{{state}}" }] }, true))
  .withPanel(lines({ title: "En puesto y en espera, por cola", says: "Si las llamadas en espera pasan de los asesores en puesto, la cola crece.", unit: "short", queries: [
    { expr: ofQueues("acd_advisors", "queue", ON_DUTY), name: "{{queue}} · asesores" },
    { expr: ofQueues("acd_queue_waiting_calls", "queue"), name: "{{queue}} · en espera" },
  ] }))
  .withRow(row("Ofertas"))
  .withPanel(lines({ title: "Llamadas ofrecidas y contestadas", says: "Cada cinco minutos.", unit: "short", queries: [
    { expr: grown("acd_offers_total", "5m", ofQueue), name: "Ofrecidas" },
    { expr: grown("acd_calls_answered_total", "5m", ofQueue), name: "Contestadas" },
  ] }))
  .withPanel(bars({ title: "Ofertas sin respuesta, última hora", says: "Por qué no se contestó: no contestó, la rechazó, ocupado, el teléfono no está.", unit: "short", queries: [{ expr: `${grownBy("reason", "acd_offers_ended_total", "1h", ofQueue)} or label_replace(vector(0), "reason", "ninguna", "", "")`, name: "{{reason}}" }] }));
