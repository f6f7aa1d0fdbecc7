/** The tables of a report, each with its own scroll. */
import type { ReportSection } from "../../../api/own-reports";
import css from "./reports.module.css";
import { t } from "../../../i18n/translate";

type Table = NonNullable<ReportSection["tables"]>[number];

export function SectionTables({ sections }: { sections: readonly ReportSection[] }) {
  return sections.map((section) => (
    <div key={section.id} className={css.section}>
      {section.paragraphs?.map((each) => (
        <p key={each} className="quiet">
          {each}
        </p>
      ))}
      {section.tables?.map((table) => (
        <TableOf key={table.id} table={table} title={section.title} />
      ))}
    </div>
  ));
}

function TableOf({ table, title }: { table: Table; title: string }) {
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={title}>
      <table className="list">
        <caption className={css.caption}>{table.title}</caption>
        <thead>
          <tr>
            {table.columns.map(({ name, numeric }, at) => (
              <th key={at} scope="col" className={numeric === false ? undefined : "number"}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.length === 0 && (
            <tr>
              <td colSpan={table.columns.length} className="quiet">
                {table.empty || t("Sin datos en el período.")}
              </td>
            </tr>
          )}
          {table.rows.map((row, at) => (
            <tr key={at} data-total={row.mark === "total" || undefined}>
              {row.cells.map((cell, column) =>
                column === 0 ? (
                  <th key={column} scope="row">
                    {cell.text}
                  </th>
                ) : (
                  <td key={column} className={table.columns[column]?.numeric === false ? undefined : "number num"}>
                    {cell.text}
                    {cell.fraction && <span className={`quiet small ${css.fraction}`}>{cell.fraction}</span>}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {table.note && table.rows.length > 0 && <p className="quiet small">{table.note}</p>}
    </div>
  );
}
