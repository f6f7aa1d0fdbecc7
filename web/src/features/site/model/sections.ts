/** The sections of a site in the order in which a person thinks of them, and what each has. Pure. */
import type { SiteComplaint, SiteDifference } from "../../../api/site";
import { t } from "../../../i18n/translate";
import type { JsonSchema } from "./schema";
import { titleOf } from "./schema";

export interface SectionGroup {
  name: string;
  sections: readonly string[];
}

const GROUPS: readonly SectionGroup[] = [
  {
    name: t("Llamadas"),
    sections: [
      ...["lines", "menus", "steps", "queues", "calendars", "prompts", "voice", "pauses", "contingency"],
      ...["call_backs", "voice_messages", "survey", "recordings", "sources", "campaigns", "practice"],
    ],
  },
  {
    name: t("Peticiones"),
    sections: [
      ...["typology", "areas", "matrix", "answers", "terms", "attachments", "ticket_status"],
      ...["mail", "text_messages", "notices"],
    ],
  },
  { name: t("Clientes"), sections: ["identity", "large_clients", "lookups"] },
  {
    name: t("Contrato y calidad"),
    sections: [
      ...["indicators", "quality", "training", "reports", "oversight", "observations", "systems", "access_reviews"],
    ],
  },
  { name: t("Entidad y reglas"), sections: ["site", "publishing", "branding", "accounts", "retention", "rights"] },
  { name: t("Pruebas y ejemplos"), sections: ["tries", "advisors", "sample_callers"] },
];

/** Return the groups of the sections that a schema has; those that no group names come last. */
export function sectionGroups(schema: JsonSchema): SectionGroup[] {
  const names = Object.keys(schema.properties ?? {});
  const grouped = GROUPS.map(({ name, sections }) => ({
    name,
    sections: sections.filter((section) => names.includes(section)),
  }));
  const others = names.filter((name) => !GROUPS.some(({ sections }) => sections.includes(name)));
  return [...grouped, { name: t("Otras"), sections: others }].filter(({ sections }) => sections.length > 0);
}

export const sectionTitle = (schema: JsonSchema, section: string): string =>
  titleOf(schema.properties?.[section], section);

export interface SectionCounts {
  changes: number;
  complaints: number;
}

export const sectionCounts = (
  section: string,
  differences: readonly SiteDifference[],
  complaints: readonly SiteComplaint[],
): SectionCounts => ({
  changes: differences.filter((each) => each.section === section).length,
  complaints: complaints.filter(({ path }) => path[0] === section).length,
});

/** Return the differences of each section, in the order of the sections. */
export function differencesBySection(
  schema: JsonSchema,
  differences: readonly SiteDifference[],
): { section: string; title: string; differences: SiteDifference[] }[] {
  const ordered = sectionGroups(schema).flatMap(({ sections }) => sections);
  const named = [...ordered, ...differences.map(({ section }) => section).filter((each) => !ordered.includes(each))];
  return [...new Set(named)]
    .map((section) => ({
      section,
      title: sectionTitle(schema, section),
      differences: differences.filter((each) => each.section === section),
    }))
    .filter((each) => each.differences.length > 0);
}
