/** The first steps in words: their names, what each lacks, and which fields of the site it shows. Pure. */
import type { FirstStep, Lack, StepName, StepState } from "../../../api/first-steps";
import { t } from "../../../i18n/translate";
import type { Document } from "../../site/editor-props";
import { isRecord, type Path, valueAt } from "../../site/model/document";

export const FIRST_STEPS_PATH = "/primeros-pasos";

export const STEP_NAMES: Readonly<Record<StepName, string>> = {
  entity: t("Nombre de la entidad"),
  lines: t("Líneas y números"),
  hours: t("Horario"),
  areas: t("Áreas que responden"),
  mail: t("Correo"),
  publication: t("Publicar"),
  administrators: t("Administradores"),
  advisors: t("Asesores"),
  customers: t("Clientes"),
  test_call: t("Llamada de prueba"),
};

export const STATE_NAMES: Readonly<Record<StepState, string>> = {
  done: t("Listo"),
  pending: t("Falta"),
  optional: t("Puede esperar"),
};

export const LACK_PHRASES: Readonly<Record<Lack, string>> = {
  example_name: t("La entidad todavía tiene el nombre de ejemplo."),
  example_number: t("La línea todavía tiene el número de ejemplo, 1000."),
  never_open: t("Una línea no abre ningún día."),
  example_area_address: t("Un área tiene un correo de ejemplo: lo que se le escriba no llega a nadie."),
  official_without_account: t("El responsable de un área no tiene cuenta: no puede ver lo que le llega."),
  no_mail_rules: t("El sitio no dice quién escribe los correos."),
  example_sender: t("El remitente es de ejemplo: los correos no se aceptan."),
  no_mail_server: t("No hay servidor de correo."),
  mail_untried: t("Ningún servidor ha aceptado todavía un correo."),
  unpublished_draft: t("Los cambios están en un borrador que no se ha publicado."),
  site_unfinished: t("Falta terminar los pasos del nombre, las líneas o el horario."),
  one_administrator: t("Solo hay un administrador: si pierde su acceso, nadie más puede dar permisos."),
  no_advisor: t("No hay ningún asesor."),
  advisor_without_queue: t("Ningún asesor atiende una cola: las llamadas no le llegan a nadie."),
  no_customers: t("No hay clientes registrados. La línea atiende también sin base de clientes."),
  no_call: t("No ha entrado ninguna llamada desde que rige esta versión."),
};

/** The steps that change the site: each writes the same draft. */
export const SITE_STEPS: readonly StepName[] = ["entity", "lines", "hours", "areas", "mail"];

/** Return the step of an address; the first one that lacks something if it names none. */
export function chosenStep(search: string, steps: readonly FirstStep[]): StepName {
  const asked = new URLSearchParams(search).get("paso");
  const found = steps.find(({ name }) => name === asked) ?? steps.find(({ state }) => state === "pending") ?? steps[0];
  return found?.name ?? "entity";
}

export const stepPath = (name: StepName): string => `${FIRST_STEPS_PATH}?paso=${name}`;

/** Return the step before and after one; undefined at the ends. */
export function neighbours(name: StepName, steps: readonly FirstStep[]): { before?: StepName; after?: StepName } {
  const at = steps.findIndex((each) => each.name === name);
  const [before, after] = [steps[at - 1]?.name, steps[at + 1]?.name];
  return { ...(before && { before }), ...(after && { after }) };
}

/** Return the fields of the site that a step shows. */
export function stepFields(name: StepName, document: Document): Path[] {
  if (name === "entity")
    return [
      ["site", "entity"],
      ["branding", "name"],
    ];
  if (name === "lines") return lineFields(document);
  if (name === "areas") return [["areas"]];
  if (name === "mail")
    return ["sender", "sender_name", "reply_to", "follow_up", "signature"].map((field) => ["mail", field]);
  return [];
}

/** Return name and numbers of each line, and the texts that a caller hears first. */
function lineFields(document: Document): Path[] {
  const lines = isRecord(document.lines) ? Object.keys(document.lines) : [];
  return lines.flatMap((line) => {
    const texts = ["greeting", "notice"].flatMap((field) => {
      const prompt = valueAt(document, ["lines", line, field]);
      return typeof prompt === "string" && prompt ? [["prompts", prompt, "text"]] : [];
    });
    return [["lines", line, "name"], ["lines", line, "numbers"], ...texts];
  });
}

const PROMPT_TITLES = [
  ["greeting", (line: string) => t("Saludo de «{line}»", { line })],
  ["notice", (line: string) => t("Aviso de grabación y de datos de «{line}»", { line })],
] as const;

/** Return what a message is for: the first line that plays it, and when. */
export function promptTitle(document: Document, prompt: string): string {
  const lines = isRecord(document.lines) ? Object.entries(document.lines) : [];
  for (const [id, line] of lines)
    for (const [field, title] of PROMPT_TITLES)
      if (isRecord(line) && line[field] === prompt) return title(typeof line.name === "string" ? line.name : id);
  return t("Lo que se oye");
}

/** Return the calendars that the lines of a site use, each once. */
export function usedCalendars(document: Document): string[] {
  const lines = isRecord(document.lines) ? Object.keys(document.lines) : [];
  const used = lines.map((line) => valueAt(document, ["lines", line, "calendar"]));
  return [...new Set(used.filter((each): each is string => typeof each === "string" && each !== ""))];
}
