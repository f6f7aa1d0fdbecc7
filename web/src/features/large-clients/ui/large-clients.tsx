/** Grandes clientes: the register with its search, one client, and the form of a new one. */
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  type LargeClientFilter,
  type LargeClientSummary,
  PAGE_ROWS,
  useLargeClientOptions,
  useLargeClients,
} from "../../../api/large-clients";
import { accountQuery } from "../../../api/queries";
import { type Column, DataTable } from "../../../components/data-list/data-table";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { Pager } from "../../../components/data-list/pager";
import { type ListControl, useListState } from "../../../components/data-list/use-list-state";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { countPhrase } from "../../../formats";
import { labelOf, type Labels, useLabels } from "../../../labels";
import { navigate } from "../../../router";
import css from "../../quality/ui/quality.module.css";
import { CLIENT_LIST, clientFilters, largeClientPath, NEW_CLIENT, toClientFilter } from "../model/large-clients";
import { ClientPage, NewClientPage } from "./client";
import own from "./large-clients.module.css";
import { t } from "../../../i18n/translate";

export default function LargeClientsScreen({ id }: { id: string }) {
  return (
    <div className={css.screen}>
      {id === NEW_CLIENT ? <NewClientPage /> : id ? <ClientPage key={id} id={id} /> : <ClientList />}
    </div>
  );
}

function ClientList() {
  const labels = useLabels();
  const list = useListState(CLIENT_LIST);
  const { filters, sort } = list.state;
  const filter = { ...toClientFilter(filters), sort: sort as NonNullable<LargeClientFilter["sort"]> };
  const page = useLargeClients({ ...filter, ...(list.cursor ? { cursor: list.cursor } : {}) });
  const managers = useLargeClientOptions().data?.managers ?? [];
  const mayWrite = useQuery(accountQuery).data?.permissions.includes("large_client.write") ?? false;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="clientes">
      <header>
        <h1 id="clientes" className={css.grow}>
          {t("Grandes clientes")}
        </h1>
        {page.data && page.data.total > 0 && (
          <p className="quiet">{countPhrase(page.data.total, "cliente", "clientes")}</p>
        )}
        {mayWrite && <Button onClick={() => navigate(largeClientPath(NEW_CLIENT))}>{t("Registrar cliente")}</Button>}
      </header>
      <SearchField key={filters.text ?? ""} list={list} />
      <FilterBar
        specs={clientFilters(labels, managers)}
        filters={filters}
        onChange={(changed) => list.set({ filters: changed })}
      />
      {page.error && !page.data ? (
        <Failure error={page.error} retry={() => void page.refetch()} title={t("No se pudo leer el registro.")} />
      ) : !page.data ? (
        <Loading label={t("Leyendo el registro…")} />
      ) : page.data.clients.length === 0 ? (
        <EmptyRegister filtered={Object.keys(filters).length > 0} mayWrite={mayWrite} />
      ) : (
        <DataTable
          rows={page.data.clients}
          columns={tableColumns(labels)}
          idOf={(row) => row.id}
          hrefOf={(row) => largeClientPath(row.id)}
          linkColumn="name"
          labelledBy="clientes"
          sort={sort}
          onSort={(to) => list.set({ sort: to })}
        />
      )}
      {page.data && (
        <Pager
          control={list}
          rows={page.data.clients.length}
          size={PAGE_ROWS}
          next={page.data.next}
          total={page.data.total}
        />
      )}
    </section>
  );
}

function SearchField({ list }: { list: ListControl }) {
  const [text, setText] = useState(list.state.filters.text ?? "");
  const send = (event: FormEvent) => {
    event.preventDefault();
    const { text: _old, ...others } = list.state.filters;
    list.set({ filters: text.trim() ? { ...others, text: text.trim() } : others });
  };
  return (
    <form className={own.search} role="search" onSubmit={send}>
      <TextInput
        label={t("Nombre o NIT")}
        value={text}
        maxLength={100}
        autoComplete="off"
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        {t("Buscar")}
      </Button>
    </form>
  );
}

function EmptyRegister({ filtered, mayWrite }: { filtered: boolean; mayWrite: boolean }) {
  if (filtered)
    return <Empty title={t("Ningún cliente cumple los filtros")}>{t("Quite un filtro o busque otro nombre.")}</Empty>;
  return (
    <Empty title={t("No hay grandes clientes")}>
      {mayWrite
        ? t("Registre el primero: con sus teléfonos se reconocen sus llamadas.")
        : t("Los registra la coordinación.")}
    </Empty>
  );
}

function tableColumns(labels: Labels): Column<LargeClientSummary>[] {
  const heading = (name: string) => labelOf(labels.large_client_fields, name);
  return [
    { id: "name", label: heading("name"), sorts: ["name", "-name"], render: (row) => row.name },
    { id: "nit", label: heading("nit"), render: (row) => <span className="num">{row.nit}</span> },
    { id: "manager", label: heading("manager"), render: (row) => row.manager_name },
    { id: "service", label: heading("service"), render: (row) => row.service },
    { id: "response_hours", label: heading("response_hours"), numeric: true, render: (row) => row.response_hours },
    {
      id: "state",
      label: heading("state"),
      render: (row) => (
        <span className={css.tag} data-tone={row.state === "active" ? "good" : undefined}>
          {labelOf(labels.large_client_states, row.state)}
        </span>
      ),
    },
  ];
}
