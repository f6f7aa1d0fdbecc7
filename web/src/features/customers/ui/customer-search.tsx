/** Looking for a customer by whatever is known of them, by keyboard alone. Who may not see more sees initials and four figures. */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { type CustomerMatch, useCustomerSearch } from "../../../api/customers";
import { customerQueries } from "../model/identity";
import { useIsLive } from "../../../realtime/desk-hooks";
import { Failure } from "../../../components/load-states";
import css from "../../../components/side-panel.module.css";

interface CustomerSearchProps {
  /** What is known already of whom to look for, before how to look; or nothing. */
  hint?: string;
  /** What Enter does with the one that is chosen: «preguntar». */
  actionLabel: string;
  busy?: boolean;
  /** Whether it may be asked without the desk's link, for who has none. */
  allowOffline?: boolean;
  /** What may be done where nobody is found, beside looking again. */
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
  const seek = useCustomerSearch();
  const live = useIsLive();
  const [typed, setTyped] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const ways = customerQueries(typed);
    if (ways.length && !seek.isPending) seek.mutate(ways);
  };
  useEffect(() => {
    if (seek.data?.length) list.current?.querySelector("button")?.focus();
  }, [seek.data]);
  return (
    <form role="search" className={css.stack} onSubmit={submit} noValidate>
      <TextInput
        data-first
        label="Buscar al cliente"
        description={`${hint}Documento, nombre, celular o número de cliente.`}
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
            loading={seek.isPending}
            disabled={(!live && !allowOffline) || !typed.trim()}
          >
            Buscar
          </Button>
        }
      />
      {seek.error ? <Failure error={seek.error} title="No se pudo buscar." /> : null}
      {seek.data &&
        (seek.data.length ? (
          <SearchResults list={list} customers={seek.data} actionLabel={actionLabel} busy={busy} onSelect={onSelect} />
        ) : (
          <p role="status">Nadie con ese dato. Revise cómo se escribe{emptyHint && `; ${emptyHint}`}.</p>
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

/** The arrows go from one to the next, Enter chooses. */
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
      aria-label={`Clientes hallados: flechas para moverse, Enter para ${actionLabel}`}
      onKeyDown={move}
    >
      {customers.map((each) => (
        <li key={each.id}>
          <button type="button" disabled={busy} onClick={() => onSelect(each)}>
            <strong>{each.name}</strong>
            <span className="num quiet">
              {each.document_kind} {each.document}
            </span>
            <span className="num quiet">cliente {each.number}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
