// «PQRS»: the petitions that are open, how near their last day is, and the mail that answers them.

import { badFrom, bars, board, figure, lines, row } from "./panels.js";
import { grown, grownBy, once } from "./queries.js";

const due = (term: string): string => `sum(${once(`ticket_due{term="${term}"}`)}) or vector(0)`;

export const petitions = board(
  "pqrs",
  "PQRS",
  "Tickets abiertos por bandeja, estado y término, y el correo con que se responden.",
  "now-7d",
  "1m",
)
  .withPanel(figure({ title: "Abiertos", says: "Tickets sin cerrar.", unit: "short", queries: [{ expr: `sum(${once("ticket_open")}) or vector(0)` }] }))
  .withPanel(figure({ title: "Vencidos", says: "Su último día ya pasó: cada uno es un incumplimiento.", unit: "short", queries: [{ expr: `sum(${once("ticket_breached")}) or vector(0)` }], steps: [["green", null], ["red", 1]] }))
  .withPanel(figure({ title: "Vencen hoy", says: "Hoy es su último día.", unit: "short", queries: [{ expr: due("today") }], steps: badFrom(1, 10) }))
  .withPanel(figure({ title: "Vencen en tres días", says: "Días de calendario.", unit: "short", queries: [{ expr: due("three_days") }], steps: badFrom(10, 50) }))
  .withPanel(figure({ title: "Correos en la fila", says: "Mensajes que aún no salen.", unit: "short", queries: [{ expr: "max(mail_waiting_messages)" }], steps: badFrom(20, 100) }))
  .withPanel(figure({ title: "Correo más viejo en la fila", says: "Más de quince minutos es un correo detenido.", unit: "s", queries: [{ expr: "max(mail_oldest_waiting_seconds)" }], steps: badFrom(300, 900), decimals: 0 }))
  .withPanel(bars({ title: "Por semáforo", says: "Cómo va el término de cada ticket abierto.", unit: "short", queries: [{ expr: `sum by (traffic_light) (${once("ticket_open")})`, name: "{{traffic_light}}" }] }))
  .withPanel(bars({ title: "Por bandeja y estado", says: "Quién los tiene: telefónico, canal escrito o el área.", unit: "short", queries: [{ expr: `sum by (queue, stage) (${once("ticket_open")})`, name: "{{queue}} · {{stage}}" }] }))
  .withPanel(lines({ title: "Abiertos por término", says: "La franja de los vencidos debe estar vacía.", unit: "short", queries: [{ expr: `sum by (term) (${once("ticket_due")})`, name: "{{term}}" }] }, true))
  .withPanel(lines({ title: "Vencidos por bandeja", says: "Quién los tiene y en qué estado están.", unit: "short", queries: [{ expr: once("ticket_breached"), name: "{{queue}} · {{stage}}" }] }))
  .withRow(row("Correo y mensajes"))
  .withPanel(lines({ title: "Correos por resultado, cada hora", says: "Enviados, devueltos, aplazados, fallidos o inciertos.", unit: "short", queries: [{ expr: `${grownBy("outcome", "mail_outcomes_total", "1h")} or label_replace(vector(0), "outcome", "ninguno", "", "")`, name: "{{outcome}}" }] }))
  .withPanel(lines({ title: "Mensajes de voz y respuestas de la encuesta, cada hora", says: "Lo que dejan quienes llaman.", unit: "short", queries: [
    { expr: grown("acd_voice_messages_left_total", "1h"), name: "Mensajes de voz" },
    { expr: grown("survey_answers_total", "1h"), name: "Respuestas" },
  ] }));
