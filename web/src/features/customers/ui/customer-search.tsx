/** A search for a customer by any known data. Without further permission, results show initials and four digits. */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { type CustomerMatch, useCustomerSearch } from "../../../api/customers";
import { customerQueries } from "../model/identity";
import { useIsLive } from "../../../realtime/desk-hooks";
import { Failure } from "../../../components/load-states";
import css from "../../../components/side-panel.module.css";
import { t } from "../../../i18n/translate";

interface CustomerSearchProps {
  /** A hint about the person to search for, shown before the instructions. */
  hint?: string;
  /** What Enter does with the selected customer: «preguntar». */
  actionLabel: string;
  busy?: boolean;
  /** Whether the search works without the desk's connection, for users without a desk. */
  allowOffline?: boolean;
  /** What the user can do when there are no results. */
  emptyHint?: string;
  onSelect: (customer: CustomerMatch) => void;
}

export function CustomerSearch({
  hint = "",
  actionLabel,
  busy = false,
  allowOffline = false,
  emptyHint = "",
  onSelect,
}: CustomerSearchProps) {
  const query = useCustomerSearch();
  const live = useIsLive();
  const [typed, setTyped] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const ways = customerQueries(typed);
    if (ways.length && !query.isPending) query.mutate(ways);
  };
  useEffect(() => {
    if (query.data?.length) list.current?.querySelector("button")?.focus();
  }, [query.data]);
  return (
    <form role="search" className={css.stack} onSubmit={submit} noValidate>
      <TextInput
        data-first
        label={t("Buscar al cliente")}
        description={t("{hint}Documento, nombre, celular o número de cliente.", { hint })}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        rightSectionWidth={92}
        rightSection={
          <Button
            type="submit"
            size="compact-sm"
            loading={query.isPending}
            disabled={(!live && !allowOffline) || !typed.trim()}
          >
            {t("Buscar")}
          </Button>
        }
      />
      {query.error ? <Failure error={query.error} title={t("No se pudo buscar.")} /> : null}
      {query.data &&
        (query.data.length ? (
          <SearchResults list={list} customers={query.data} actionLabel={actionLabel} busy={busy} onSelect={onSelect} />
        ) : (
          <p role="status">
            {t("No se encontró ningún cliente con ese dato. Revise que esté bien escrito{text}.", {
              text: emptyHint && `; ${emptyHint}`,
            })}
          </p>
        ))}
    </form>
  );
}

interface SearchResultsProps {
  list: RefObject<HTMLUListElement | null>;
  customers: CustomerMatch[];
  actionLabel: string;
  busy: boolean;
  onSelect: (customer: CustomerMatch) => void;
}

/** The results: the arrow keys move between them, Enter selects one. */
function SearchResults({ list, customers, actionLabel, busy, onSelect }: SearchResultsProps) {
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
    next?.focus();
  };
  return (
    <ul
      ref={list}
      className={css.found}
      aria-label={t("Clientes hallados: flechas para moverse, Enter para {actionLabel}", { actionLabel })}
      onKeyDown={move}
    >
      {customers.map((each) => (
        <li key={each.id}>
          <button type="button" disabled={busy} onClick={() => onSelect(each)}>
            <strong>{each.name}</strong>
            <span className="num quiet">
              {each.document_kind} {each.document}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
