// «PQRS»: the open petitions, how close their due dates are, and the mail that answers them.

import { stepsAbove, barGaugePanel, dashboard, statPanel, timeSeriesPanel, row } from "./panels.js";
import { increaseOf, increaseByLabel, dedupe } from "./queries.js";

const due = (term: string): string => `sum(${dedupe(`ticket_due{term="${term}"}`)}) or vector(0)`;

export const petitions = dashboard(
  "pqrs",
  "PQRS",
  "Tickets abiertos por bandeja, estado y término, y el correo con que se responden.",
  "now-7d",
  "1m",
)
  .withPanel(
    statPanel({
      title: "Abiertos",
      description: "Tickets sin cerrar.",
      unit: "short",
      queries: [{ expr: `sum(${dedupe("ticket_open")}) or vector(0)` }],
    }),
  )
  .withPanel(
    statPanel({
      title: "Vencidos",
      description: "Su último día ya pasó: cada uno es un incumplimiento.",
      unit: "short",
      queries: [{ expr: `sum(${dedupe("ticket_breached")}) or vector(0)` }],
      steps: [
        ["green", null],
        ["red", 1],
      ],
    }),
  )
  .withPanel(
    statPanel({
      title: "Vencen hoy",
      description: "Hoy es su último día.",
      unit: "short",
      queries: [{ expr: due("today") }],
      steps: stepsAbove(1, 10),
    }),
  )
  .withPanel(
    statPanel({
      title: "Vencen en tres días",
      description: "Días de calendario.",
      unit: "short",
      queries: [{ expr: due("three_days") }],
      steps: stepsAbove(10, 50),
    }),
  )
  .withPanel(
    statPanel({
      title: "Correos en la fila",
      description: "Mensajes que aún no salen.",
      unit: "short",
      queries: [{ expr: "max(mail_waiting_messages)" }],
      steps: stepsAbove(20, 100),
    }),
  )
  .withPanel(
    statPanel({
      title: "Correo más viejo en la fila",
      description: "Más de quince minutos es un correo detenido.",
      unit: "s",
      queries: [{ expr: "max(mail_oldest_waiting_seconds)" }],
      steps: stepsAbove(300, 900),
      decimals: 0,
    }),
  )
  .withPanel(
    barGaugePanel({
      title: "Por semáforo",
      description: "Cómo va el término de cada ticket abierto.",
      unit: "short",
      queries: [{ expr: `sum by (traffic_light) (${dedupe("ticket_open")})`, name: "{{traffic_light}}" }],
    }),
  )
  .withPanel(
    barGaugePanel({
      title: "Por bandeja y estado",
      description: "Quién los tiene: telefónico, canal escrito o el área.",
      unit: "short",
      queries: [{ expr: `sum by (queue, stage) (${dedupe("ticket_open")})`, name: "{{queue}} · {{stage}}" }],
    }),
  )
  .withPanel(
    barGaugePanel({
      title: "Primero por ley",
      description: "Abiertos con término de una autoridad o con prioridad: van antes que los demás.",
      unit: "short",
      queries: [
        {
          expr: `sum by (queue, reason) (${dedupe("ticket_urgent")})`,
          name: "{{queue}} · {{reason}}",
        },
      ],
    }),
  )
  .withPanel(
    barGaugePanel({
      title: "Por canal",
      description: "Por dónde llegaron los tickets abiertos.",
      unit: "short",
      queries: [{ expr: `sum by (channel) (${dedupe("ticket_open_by_channel")})`, name: "{{channel}}" }],
    }),
  )
  .withPanel(
    barGaugePanel({
      title: "Oportunidad por área, este mes",
      description: "Respondidos en el término legal ÷ por responder; sin área, los del canal escrito y el teléfono.",
      unit: "percentunit",
      queries: [
        {
          expr: `sum by (area) (${dedupe("ticket_month_in_time")}) / sum by (area) (${dedupe("ticket_month_due")})`,
          name: "{{area}}",
        },
      ],
    }),
  )
  .withPanel(
    barGaugePanel({
      title: "De la llamada al escalamiento, este mes",
      description: "Tiempo medio desde el fin de la llamada: al canal escrito (2) y a la primera área (3).",
      unit: "s",
      queries: [
        {
          expr: `sum by (tier) (${dedupe("ticket_month_escalation_seconds")}) / sum by (tier) (${dedupe("ticket_month_escalations")})`,
          name: "{{tier}}",
        },
      ],
    }),
  )
  .withPanel(
    timeSeriesPanel(
      {
        title: "Abiertos por término",
        description: "La franja de los vencidos debe estar vacía.",
        unit: "short",
        queries: [{ expr: `sum by (term) (${dedupe("ticket_due")})`, name: "{{term}}" }],
      },
      true,
    ),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Vencidos por bandeja",
      description: "Quién los tiene y en qué estado están.",
      unit: "short",
      queries: [{ expr: dedupe("ticket_breached"), name: "{{queue}} · {{stage}}" }],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Novedades de grandes clientes",
      description: "Las abiertas, por quien debe responder, y las que tienen el acuse o la respuesta vencidos.",
      unit: "short",
      queries: [
        { expr: `sum by (recipient) (${dedupe("client_novelties_open")})`, name: "Abiertas · {{recipient}}" },
        { expr: `sum by (recipient) (${dedupe("client_novelties_overdue")})`, name: "Vencidas · {{recipient}}" },
      ],
    }),
  )
  .withRow(row("Correo y mensajes"))
  .withPanel(
    timeSeriesPanel({
      title: "Correos por resultado, cada hora",
      description: "Enviados, devueltos, aplazados, fallidos o inciertos.",
      unit: "short",
      queries: [
        {
          expr: `${increaseByLabel("outcome", "mail_outcomes_total", "1h")} or label_replace(vector(0), "outcome", "ninguno", "", "")`,
          name: "{{outcome}}",
        },
      ],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Mensajes de voz y respuestas de la encuesta, cada hora",
      description: "Lo que dejan quienes llaman.",
      unit: "short",
      queries: [
        { expr: increaseOf("acd_voice_messages_left_total", "1h"), name: "Mensajes de voz" },
        { expr: increaseOf("survey_answers_total", "1h"), name: "Respuestas" },
      ],
    }),
  );
