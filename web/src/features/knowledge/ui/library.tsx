/** All articles, for those who write them: state, owner, validity, and whether they help. */
import { Button } from "@mantine/core";
import { useMemo } from "react";
import { LIBRARY_ROWS, type LibraryArticle, useLibrary, useLibraryOptions } from "../../../api/knowledge";
import { useTypology } from "../../../api/queries";
import { type Column, DataTable } from "../../../components/data-list/data-table";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { Pager } from "../../../components/data-list/pager";
import { SearchField } from "../../../components/data-list/search-field";
import { useListState } from "../../../components/data-list/use-list-state";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { countPhrase, shortDateOfDay } from "../../../formats";
import { navigate } from "../../../router";
import page from "../../quality/ui/quality.module.css";
import {
  articlePath,
  LIBRARY_LIST,
  libraryFilters,
  NEW_ARTICLE,
  pendingPhrase,
  STATE_NAMES,
  STATE_TONES,
  toLibraryFilter,
  usefulPhrase,
} from "../model/articles";
import { topicChoices } from "../model/topics";
import css from "./knowledge.module.css";
import { t } from "../../../i18n/translate";

export function Library() {
  const list = useListState(LIBRARY_LIST);
  const { filters } = list.state;
  const { data, error, refetch } = useLibrary({
    ...toLibraryFilter(filters),
    ...(list.cursor ? { cursor: list.cursor } : {}),
  });
  const options = useLibraryOptions().data;
  const typology = useTypology().data;
  const topics = useMemo(() => topicChoices(typology), [typology]);
  const { words = "", ...others } = filters;
  return (
    <section className={`panel ${page.sheet}`} aria-labelledby="conocimiento">
      <header>
        <h1 id="conocimiento" className={page.grow}>
          {t("Base de conocimiento")}
        </h1>
        <Button onClick={() => navigate(articlePath(NEW_ARTICLE))}>{t("Escribir un artículo")}</Button>
      </header>
      {options && options.missing.length > 0 && <MissingCitations missing={options.missing} />}
      <SearchField
        key={words}
        label={t("Buscar en los artículos")}
        value={words}
        onSearch={(text) => list.set({ filters: text ? { ...others, words: text } : others })}
      />
      <FilterBar
        specs={libraryFilters(options?.owners ?? [], topics)}
        filters={filters}
        onChange={(changed) => list.set({ filters: changed })}
      />
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los artículos.")} />
      ) : !data ? (
        <Loading label={t("Leyendo los artículos…")} />
      ) : data.articles.length === 0 ? (
        Object.keys(filters).length > 0 ? (
          <Empty title={t("Ningún artículo cumple los filtros")}>{t("Quite un filtro o busque otra palabra.")}</Empty>
        ) : (
          <Empty title={t("No hay artículos")}>
            {t("Escriba el primero: después de publicarlo, los asesores lo ven junto a la llamada y al ticket.")}
          </Empty>
        )
      ) : (
        <DataTable
          rows={data.articles}
          columns={COLUMNS}
          idOf={(row) => row.id}
          hrefOf={(row) => articlePath(row.id)}
          linkColumn="title"
          labelledBy="conocimiento"
        />
      )}
      {data && data.articles.length > 0 && (
        <Pager control={list} rows={data.articles.length} size={LIBRARY_ROWS} next={data.next} total={undefined} />
      )}
    </section>
  );
}

function MissingCitations({ missing }: { missing: { article: string; cited_by: string[] }[] }) {
  return (
    <details className={css.missing}>
      <summary>
        {missing.length === 1
          ? t("El sitio cita un artículo que no está vigente")
          : t("El sitio cita {missing} artículos que no están vigentes", { missing: missing.length })}
      </summary>
      <ul>
        {missing.map((each) => (
          <li key={each.article}>
            <code>{each.article}</code>: {each.cited_by.join(", ")}
          </li>
        ))}
      </ul>
      <p className="small">{t("Publique un artículo con ese identificador, o quite la cita del sitio.")}</p>
    </details>
  );
}

const COLUMNS: Column<LibraryArticle>[] = [
  {
    id: "title",
    label: t("Artículo"),
    render: (row) => row.title,
  },
  {
    id: "state",
    label: t("Estado"),
    render: (row) => (
      <>
        <span className={page.tag} data-tone={STATE_TONES[row.state]}>
          {STATE_NAMES[row.state]}
        </span>
        {pendingPhrase(row) && <span className={page.below}>{pendingPhrase(row)}</span>}
      </>
    ),
  },
  { id: "owner", label: t("Responsable"), render: (row) => row.owner_name },
  {
    id: "topics",
    label: t("Tipologías"),
    render: (row) => row.topics.map(({ name }) => name.split(" · ").at(-1)).join(", ") || t("General"),
  },
  {
    id: "review",
    label: t("Se revisa"),
    render: (row) => (
      <>
        {row.review_on ? shortDateOfDay(row.review_on) : "–"}
        {row.valid_until && (
          <span className={page.below}>
            {t("vence el {valid_until}", { valid_until: shortDateOfDay(row.valid_until) })}
          </span>
        )}
      </>
    ),
  },
  {
    id: "figures",
    label: t("Lecturas"),
    render: (row) => (
      <>
        {countPhrase(row.opened, "vez", "veces")}
        {usefulPhrase(row) && <span className={page.below}>{usefulPhrase(row)}</span>}
      </>
    ),
  },
];
