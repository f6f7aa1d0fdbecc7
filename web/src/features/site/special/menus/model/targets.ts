/** Where an option or a step leads: exactly one place. Pure. */
import type { Document } from "../../../editor-props";
import { type Fields, fieldsOf, nameOf, textOf } from "../../common/values";
import { t } from "../../../../../i18n/translate";

export type TargetKind = "menu" | "step" | "queue" | "information" | "goodbye";

export interface Target {
  kind: TargetKind;
  /** Empty for a goodbye. */
  id: string;
}

/** The kinds that name an entry, with its section. */
export const SECTION_OF = { menu: "menus", step: "steps", queue: "queues", information: "prompts" } as const;

export const TARGET_KINDS: readonly (readonly [TargetKind, string])[] = [
  ["queue", t("Cola de espera")],
  ["menu", t("Otro menú")],
  ["step", t("Paso")],
  ["information", t("Información")],
  ["goodbye", t("Despedida")],
];

/** Return the place that an option or a way names; null if it names none. */
export function targetOf(value: unknown): Target | null {
  const fields = fieldsOf(value);
  for (const kind of ["menu", "step", "queue", "information"] as const) {
    const id = textOf(fields[kind]);
    if (id) return { kind, id };
  }
  return fields.goodbye === true ? { kind: "goodbye", id: "" } : null;
}

/** Return the fields of an option or a way with another place. */
export function withTarget(value: unknown, target: Target): Fields {
  const { menu: _m, step: _s, queue: _q, information: _i, goodbye: _g, ...others } = fieldsOf(value);
  return target.kind === "goodbye" ? { ...others, goodbye: true } : { ...others, [target.kind]: target.id };
}

/** Return the place as a person says it. */
export function targetText(document: Document, target: Target | null): string {
  if (target === null) return t("no lleva a ninguna parte");
  switch (target.kind) {
    case "menu":
      return t("menú «{menu}»", { menu: target.id });
    case "step":
      return t("paso «{step}»", { step: nameOf(document, "steps", target.id) });
    case "queue":
      return t("cola {queue}", { queue: nameOf(document, "queues", target.id) });
    case "information":
      return t("información «{prompt}»", { prompt: target.id });
    case "goodbye":
      return t("se despide");
  }
}
