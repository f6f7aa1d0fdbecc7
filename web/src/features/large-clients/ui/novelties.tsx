/** Novedades: the list with its filters, one novelty, and the form of a new one. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import {
  type NoveltyExport,
  type NoveltyFilter,
  type NoveltySummary,
  PAGE_ROWS,
  useExportNovelties,
  useNovelties,
  useNoveltyOptions,
} from "../../../api/large-clients";
import { saveFile } from "../../../api/lists";
import { accountQuery } from "../../../api/queries";
import listCss from "../../../components/data-list/data-list.module.css";
import { type Column, DataTable } from "../../../components/data-list/data-table";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { ColumnsMenu, ExportMenu, ViewsMenu } from "../../../components/data-list/list-menus";
import { Pager } from "../../../components/data-list/pager";
import { useListState } from "../../../components/data-list/use-list-state";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { countPhrase, shortDateOfDay } from "../../../formats";
import { labelOf, type Labels, useLabels } from "../../../labels";
import { navigate } from "../../../router";
import two from "../../quality/ui/findings/findings.module.css";
import css from "../../quality/ui/quality.module.css";
import {
  NEW_NOVELTY,
  NOVELTY_LIST,
  type NoveltyColumn,
  noveltyColumns,
  noveltyFilters,
  noveltyPath,
  toNoveltyFilter,
} from "../model/novelties";
import { NewNoveltyPage } from "./new-novelty";
import { NoveltyPage } from "./novelty";
import { NoveltyTag } from "./tags";
import { t } from "../../../i18n/translate";

export default function NoveltiesScreen({ id }: { id: string }) {
  return (
    <div className={css.screen}>
      {id === NEW_NOVELTY ? <NewNoveltyPage /> : id ? <NoveltyPage key={id} id={id} /> : <NoveltyList />}
    </div>
  );
}

function NoveltyList() {
  const labels = useLabels();
  const list = useListState(NOVELTY_LIST);
  const { filters, sort, columns } = list.state;
  const filter = { ...toNoveltyFilter(filters), sort: sort as NonNullable<NoveltyFilter["sort"]> };
  const page = useNovelties({ ...filter, ...(list.cursor ? { cursor: list.cursor } : {}) });
  const options = useNoveltyOptions().data;
  const exported = useExportNovelties();
  const may = useQuery(accountQuery).data?.permissions ?? [];
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="novedades">
      <header>
        <h1 id="novedades" className={css.grow}>
          {t("Novedades de grandes clientes")}
        </h1>
        {page.data && page.data.total > 0 && (
          <p className="quiet">
            {countPhrase(page.data.total, "novedad", "novedades")}, {countPhrase(page.data.open, "abierta", "abiertas")}
          </p>
        )}
        {may.includes("client_novelty.write") && (
          <Button onClick={() => navigate(noveltyPath(NEW_NOVELTY))}>{t("Registrar novedad")}</Button>
        )}
      </header>
      <div className={two.bar}>
        <FilterBar
          specs={noveltyFilters(labels, options)}
          filters={filters}
          onChange={(changed) => list.set({ filters: changed })}
        />
        <div className={listCss.tools}>
          <ViewsMenu list="novelties" control={list} />
          <ColumnsMenu
            columns={noveltyColumns(labels)}
            shown={columns}
            onChange={(shown) => list.set({ columns: shown })}
          />
          <ExportMenu
            busy={exported.isPending}
            error={exported.error}
            onExport={(format) =>
              exported.mutate({ ...filter, columns, format } as NoveltyExport, {
                onSuccess: (file) => saveFile(file, `novedades.${format}`),
              })
            }
          />
        </div>
      </div>
      {page.error && !page.data ? (
        <Failure error={page.error} retry={() => void page.refetch()} title={t("No se pudieron leer las novedades.")} />
      ) : !page.data ? (
        <Loading label={t("Leyendo las novedades…")} />
      ) : page.data.novelties.length === 0 ? (
        <EmptyList filtered={Object.keys(filters).length > 0} mayWrite={may.includes("client_novelty.write")} />
      ) : (
        <DataTable
          rows={page.data.novelties}
          columns={tableColumns(labels, columns)}
          idOf={(row) => row.id}
          hrefOf={(row) => noveltyPath(row.id)}
          linkColumn="number"
          labelledBy="novedades"
          sort={sort}
          onSort={(to) => list.set({ sort: to })}
        />
      )}
      {page.data && (
        <Pager
          control={list}
          rows={page.data.novelties.length}
          size={PAGE_ROWS}
          next={page.data.next}
          total={page.data.total}
        />
      )}
    </section>
  );
}

function EmptyList({ filtered, mayWrite }: { filtered: boolean; mayWrite: boolean }) {
  if (filtered) return <Empty title={t("Ninguna novedad cumple los filtros")}>{t("Quite un filtro.")}</Empty>;
  return (
    <Empty title={t("No hay novedades")}>
      {mayWrite
        ? t("Registre aquí las fallas y los hallazgos del canal de grandes clientes.")
        : t("Cuando haya una que usted pueda ver, aparece aquí.")}
    </Empty>
  );
}

/** Return the shown columns, each with what it shows of a novelty. */
function tableColumns(labels: Labels, shown: readonly string[]): Column<NoveltySummary>[] {
  const cells: Record<NoveltyColumn, Omit<Column<NoveltySummary>, "id" | "label">> = {
    number: { sorts: ["-registered_at", "registered_at"], render: (row) => <span className="num">{row.id}</span> },
    client: { render: (row) => row.client_name },
    kind: { render: (row) => labelOf(labels.novelty_kinds, row.kind) },
    channel: { render: (row) => row.channel_name },
    source: { render: (row) => labelOf(labels.novelty_sources, row.source) },
    state: { render: (row) => <NoveltyTag novelty={row} /> },
    found_on: { render: (row) => <span className="num">{shortDateOfDay(row.found_on)}</span> },
    sent_to: { render: (row) => row.deliveries.map((each) => each.recipient_name).join(", ") || "–" },
    owed: { numeric: true, render: (row) => row.owed },
    registered_by: { render: (row) => row.registered_by_name },
  };
  return shown.map((id) => ({ id, label: labelOf(labels.novelty_columns, id), ...cells[id as NoveltyColumn] }));
}
