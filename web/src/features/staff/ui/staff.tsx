/** Personal: the list with its filters, a person, the entry of a new person, and the import of a file. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { saveFile } from "../../../api/lists";
import { accountQuery } from "../../../api/queries";
import {
  STAFF_PAGE_ROWS,
  type StaffExport,
  type StaffSummary,
  useExportStaff,
  useStaff,
  useStaffOptions,
} from "../../../api/staff";
import { serverClock } from "../../../clock";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import listCss from "../../../components/data-list/data-list.module.css";
import { type Column, DataTable } from "../../../components/data-list/data-table";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { ColumnsMenu, ExportMenu } from "../../../components/data-list/list-menus";
import { withFilters } from "../../../components/data-list/list-state";
import { Pager } from "../../../components/data-list/pager";
import { SearchField } from "../../../components/data-list/search-field";
import { useListState } from "../../../components/data-list/use-list-state";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { useDialogDraft } from "../../../dialog-draft";
import { countPhrase, longDateOfDay, momentPhrase } from "../../../formats";
import { labelOf, type Labels, useLabels } from "../../../labels";
import css from "../../quality/ui/quality.module.css";
import {
  doneSentence,
  personPath,
  STAFF_LIST,
  type StaffColumn,
  staffColumns,
  staffFilters,
  toStaffFilter,
} from "../model/staff";
import { ActDialog, firstForm } from "./act-dialog";
import { ImportDialog } from "./import-dialog";
import { PersonPage } from "./person";
import own from "./staff.module.css";
import { StandingTag } from "./standing-tag";
import { t } from "../../../i18n/translate";

export default function StaffScreen({ id: user }: { id: string }) {
  return <div className={css.screen}>{user ? <PersonPage key={user} user={user} /> : <StaffList />}</div>;
}

function StaffList() {
  const labels = useLabels();
  const list = useListState(STAFF_LIST);
  const { filters, columns } = list.state;
  const { q, ...others } = filters;
  const filter = toStaffFilter(filters);
  const page = useStaff({ ...filter, ...(list.cursor ? { cursor: list.cursor } : {}) });
  const options = useStaffOptions().data;
  const exported = useExportStaff();
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const [form, setForm] = useDialogDraft("personal.nuevo", firstForm("register"));
  const [isImporting, setImporting] = useState(false);
  const [confirmed, confirm] = useConfirmation();
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="personal">
      <header>
        <h1 id="personal" className={css.grow}>
          {t("Personal")}
        </h1>
        {page.data && page.data.total > 0 && (
          <p className="quiet">{countPhrase(page.data.total, "persona", "personas")}</p>
        )}
        {may.includes("staff.manage") && (
          <>
            <Button onClick={() => setForm(firstForm("register"))}>{t("Registrar ingreso")}</Button>
            <Button variant="default" onClick={() => setImporting(true)}>
              {t("Importar")}
            </Button>
          </>
        )}
      </header>
      <Confirmation>{confirmed}</Confirmation>
      <div className={own.bar}>
        <SearchField
          label={t("Buscar por nombre o usuario")}
          value={q ?? ""}
          onSearch={(text) => list.set({ filters: withFilters(filters, { q: text }) })}
        />
        <FilterBar
          specs={staffFilters(labels, options)}
          filters={others}
          onChange={(changed) => list.set({ filters: withFilters(changed, { q }) })}
        />
        <div className={listCss.tools}>
          <ColumnsMenu
            columns={staffColumns(labels)}
            shown={columns}
            onChange={(shown) => list.set({ columns: shown })}
          />
          {may.includes("list.export") && (
            <ExportMenu
              busy={exported.isPending}
              error={exported.error}
              onExport={(format) =>
                exported.mutate({ ...filter, columns, format } as StaffExport, {
                  onSuccess: (file) => saveFile(file, `personal.${format}`),
                })
              }
            />
          )}
        </div>
      </div>
      {page.error && !page.data ? (
        <Failure error={page.error} retry={() => void page.refetch()} title={t("No se pudo leer el personal.")} />
      ) : !page.data ? (
        <Loading label={t("Leyendo el personal…")} />
      ) : page.data.people.length === 0 ? (
        <EmptyList filtered={Object.keys(filters).length > 0} mayManage={may.includes("staff.manage")} />
      ) : (
        <DataTable
          rows={page.data.people}
          columns={tableColumns(labels, columns)}
          idOf={(row) => row.user}
          hrefOf={(row) => personPath(row.user)}
          linkColumn="user"
          labelledBy="personal"
          sort="user"
          onSort={() => undefined}
        />
      )}
      {page.data && (
        <Pager
          control={list}
          rows={page.data.people.length}
          size={STAFF_PAGE_ROWS}
          next={page.data.next}
          total={page.data.total}
        />
      )}
      {form && (
        <ActDialog
          form={form}
          setForm={setForm}
          done={(person) => {
            setForm(null);
            confirm(doneSentence("register", person));
          }}
          close={() => setForm(null)}
        />
      )}
      {isImporting && <ImportDialog done={confirm} close={() => setImporting(false)} />}
    </section>
  );
}

function EmptyList({ filtered, mayManage }: { filtered: boolean; mayManage: boolean }) {
  if (filtered)
    return (
      <Empty title={t("Nadie cumple los filtros")}>
        {t("Quite un filtro, o busque con menos palabras del nombre.")}
      </Empty>
    );
  return (
    <Empty title={t("El registro está vacío")}>
      {mayManage ? t("Registre un ingreso, o importe un archivo.") : t("El administrador registra los ingresos.")}
    </Empty>
  );
}

const day = (date: string | null) => (date ? <span className="num">{longDateOfDay(date)}</span> : "");

/** Return the shown columns, each with what it shows of a person. */
function tableColumns(labels: Labels, shown: readonly string[]): Column<StaffSummary>[] {
  const cells: Record<StaffColumn, Omit<Column<StaffSummary>, "id" | "label">> = {
    user: { render: (row) => row.user },
    name: { render: (row) => row.name },
    standing: { render: (row) => <StandingTag standing={row.standing} /> },
    position: { render: (row) => row.position },
    employer: { render: (row) => row.employer },
    line: { render: (row) => row.line_name },
    channel: { render: (row) => row.channel_name },
    coordinator: { render: (row) => row.coordinator_name },
    entered_on: { render: (row) => day(row.entered_on) },
    begins_on: { render: (row) => day(row.begins_on) },
    ends_on: { render: (row) => day(row.ends_on) },
    account: { render: (row) => labelOf(labels.staff_accounts, row.account) },
    signed_in_at: {
      render: (row) => (row.signed_in_at ? momentPhrase(row.signed_in_at, serverClock.now()) : t("No ha entrado")),
    },
  };
  return shown.map((id) => ({ id, label: labelOf(labels.staff_columns, id), ...cells[id as StaffColumn] }));
}
