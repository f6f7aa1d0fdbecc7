/** One table of a report: how its rows are grouped, and which figures that can be counted so are its columns. */
import { Button, Checkbox, NativeSelect } from "@mantine/core";
import type { OwnReportCatalogue } from "../../../api/own-reports";
import {
  fits,
  groupingOptions,
  groupsKey,
  MOST_FIGURES,
  type ReportDraft,
  type TableDraft,
} from "../model/report-draft";
import css from "./reports.module.css";
import { t } from "../../../i18n/translate";

interface TableEditorProps {
  place: number;
  table: TableDraft;
  draft: ReportDraft;
  catalogue: OwnReportCatalogue;
  change: (table: TableDraft) => void;
  remove: (() => void) | undefined;
}

export function TableEditor({ place, table, draft, catalogue, change, remove }: TableEditorProps) {
  const options = groupingOptions(catalogue);
  const possible = catalogue.figures.filter((each) => fits(each, table.groups, draft));
  const isFull = table.figures.length >= MOST_FIGURES;
  const choose = (ids: string[]) =>
    change({ ...table, figures: catalogue.figures.map(({ id }) => id).filter((id) => ids.includes(id)) });
  return (
    <section className={`panel ${css.part}`} aria-label={t("Tabla {place}", { place })}>
      <header className={css.bar}>
        <h2>{t("Tabla {place}", { place })}</h2>
        {remove && (
          <Button variant="default" size="xs" onClick={remove} aria-label={t("Quitar la tabla {place}", { place })}>
            {t("Quitar")}
          </Button>
        )}
      </header>
      <NativeSelect
        label={t("Filas")}
        value={groupsKey(table.groups)}
        onChange={(event) =>
          change({ ...table, groups: options.find(({ value }) => value === event.currentTarget.value)?.groups ?? [] })
        }
        data={options.map(({ value, label }) => ({ value, label }))}
      />
      <Checkbox.Group
        label={t("Columnas")}
        description={
          possible.length === 0
            ? t("Ninguna cifra se cuenta así con esa línea o cola. Cambie las filas o quite el filtro.")
            : t("Las cifras que se pueden contar así. Hasta {mostFigures}.", { mostFigures: MOST_FIGURES })
        }
        error={table.figures.length === 0 && possible.length > 0 && t("Escoja al menos una cifra.")}
        value={table.figures}
        onChange={choose}
      >
        {catalogue.families.map((family) => {
          const figures = possible.filter((each) => each.family === family.id);
          return (
            figures.length > 0 && (
              <div key={family.id} role="group" aria-label={family.name} className={css.family}>
                <p className={css.label}>{family.name}</p>
                <div className={css.choices}>
                  {figures.map((each) => (
                    <Checkbox
                      key={each.id}
                      value={each.id}
                      label={each.name}
                      disabled={isFull && !table.figures.includes(each.id)}
                    />
                  ))}
                </div>
              </div>
            )
          );
        })}
      </Checkbox.Group>
    </section>
  );
}
