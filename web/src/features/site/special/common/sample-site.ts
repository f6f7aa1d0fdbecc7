/** A small site for the tests of the editors. */
import type { Document } from "../../editor-props";

const MENU = {
  fallback_queue: "general",
  silence_prompt: "silencio",
  wrong_key_prompt: "error",
  fallback_prompt: "paso",
};
const TO_GENERAL = { queue: "general" };

export const SITE: Document = {
  lines: {
    bogota: {
      name: "Línea Bogotá",
      numbers: ["6015550100"],
      calendar: "atencion",
      greeting: "saludo",
      notice: "aviso",
      menu: "bogota",
    },
    quejas: {
      name: "Quejas",
      numbers: ["6015550199"],
      calendar: "atencion",
      greeting: "saludo",
      notice: "aviso",
      menu: "quejas",
    },
  },
  menus: {
    bogota: {
      prompt: "menu_bogota",
      options: {
        1: { label: "Crédito", queue: "credito" },
        2: { label: "Pagos", menu: "pagos" },
        4: { label: "Radicado", step: "numero" },
        9: { label: "Repetir", menu: "bogota" },
      },
      ...MENU,
    },
    pagos: { prompt: "menu_pagos", options: { 1: { label: "Formas de pago", information: "formas" } }, ...MENU },
    quejas: { prompt: "menu_bogota", options: { 1: { label: "Radicado", step: "numero" } }, ...MENU },
    viejo: {
      prompt: "menu_pagos",
      options: { 1: { label: "Asesor", queue: "general" }, 2: { label: "Más", menu: "nuevo" } },
      ...MENU,
    },
    nuevo: { prompt: "menu_pagos", options: { 9: { label: "Volver", menu: "viejo" } }, ...MENU },
  },
  steps: {
    numero: {
      name: "Número",
      collect: {
        prompt: "pida",
        silence_prompt: "silencio",
        invalid_prompt: "error",
        next: { step: "camino" },
        failure: TO_GENERAL,
      },
    },
    camino: {
      name: "Camino",
      branch: {
        cases: [
          { choice: { menu: "bogota", key: "4" }, next: { step: "consulta" } },
          { hours: "atencion", next: TO_GENERAL },
        ],
        otherwise: { goodbye: true },
      },
    },
    consulta: {
      name: "Consulta",
      lookup: {
        name: "ticket_status",
        inputs: { number: "numero" },
        wait_prompt: "espere",
        outcomes: { answered: { step: "dice" } },
        failure: TO_GENERAL,
      },
    },
    dice: { name: "Respuesta", say: { lookup: "consulta", parts: ["{state}", "gracias"], next: { goodbye: true } } },
  },
  queues: {
    credito: { name: "Crédito", wait_prompt: "espere", overflow: { full: { most: 100, queue: "general" } } },
    general: { name: "Información general", wait_prompt: "espere", weight: 1.5 },
  },
  calendars: {
    atencion: {
      timezone: "America/Bogota",
      week: { monday: ["7:00-19:00"], saturday: ["8:00-13:00"] },
      exceptions: [{ day: "2026-12-24", hours: ["7:00-12:00"], reason: "Nochebuena" }],
    },
  },
  prompts: Object.fromEntries(
    [
      "saludo",
      "aviso",
      "menu_bogota",
      "menu_pagos",
      "silencio",
      "error",
      "paso",
      "pida",
      "espere",
      "gracias",
      "formas",
    ].map((id) => [id, { text: `Texto de ${id}.` }]),
  ),
};
