/** The sections of a site, with what each changed and what is missing in it; a select where the screen is narrow. */
import { NativeSelect } from "@mantine/core";
import type { SiteComplaint, SiteDifference } from "../../../api/site";
import { countPhrase } from "../../../formats";
import type { JsonSchema } from "../model/schema";
import { type SectionCounts, sectionCounts, sectionGroups, sectionTitle } from "../model/sections";
import css from "./site.module.css";
import { t } from "../../../i18n/translate";

interface SectionNavProps {
  schema: JsonSchema;
  chosen: string;
  choose: (section: string) => void;
  differences: readonly SiteDifference[];
  complaints: readonly SiteComplaint[];
}

export function SectionNav({ schema, chosen, choose, differences, complaints }: SectionNavProps) {
  const groups = sectionGroups(schema);
  const countsOf = (section: string) => sectionCounts(section, differences, complaints);
  return (
    <>
      <nav className={css.nav} aria-label={t("Partes del sitio")}>
        {groups.map(({ name, sections }) => (
          <div key={name}>
            <h3>{name}</h3>
            <ul>
              {sections.map((section) => (
                <li key={section}>
                  <button
                    type="button"
                    aria-current={section === chosen ? "page" : undefined}
                    onClick={() => choose(section)}
                  >
                    <span>{sectionTitle(schema, section)}</span>
                    <Counts counts={countsOf(section)} />
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <NativeSelect
        className={css.pick}
        label={t("Parte del sitio")}
        value={chosen}
        data={groups.map(({ name, sections }) => ({
          group: name,
          items: sections.map((section) => ({
            value: section,
            label: optionLabel(schema, section, countsOf(section)),
          })),
        }))}
        onChange={(event) => choose(event.currentTarget.value)}
      />
    </>
  );
}

const changesPhrase = (count: number): string => countPhrase(count, "cambio", "cambios");
const complaintsPhrase = (count: number): string => countPhrase(count, "reparo", "reparos");

function Counts({ counts }: { counts: SectionCounts }) {
  return (
    <>
      {counts.changes > 0 && (
        <span className={css.changed} title={changesPhrase(counts.changes)}>
          <span aria-hidden="true">{counts.changes}</span>
          <span className="unseen">{changesPhrase(counts.changes)}</span>
        </span>
      )}
      {counts.complaints > 0 && (
        <span className={css.wrong} title={complaintsPhrase(counts.complaints)}>
          <span aria-hidden="true">{counts.complaints}</span>
          <span className="unseen">{complaintsPhrase(counts.complaints)}</span>
        </span>
      )}
    </>
  );
}

function optionLabel(schema: JsonSchema, section: string, { changes, complaints }: SectionCounts): string {
  const counts = [changes > 0 && changesPhrase(changes), complaints > 0 && complaintsPhrase(complaints)];
  const said = counts.filter(Boolean).join(", ");
  return said ? `${sectionTitle(schema, section)} (${said})` : sectionTitle(schema, section);
}
