/** Looking for a customer by whatever is known of them, by keyboard alone. Who may not see more sees initials and four figures. */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { type CustomerFound, useSeek } from "../../../api/customers";
import { waysToSeek } from "../model/identity";
import { useIsLive } from "../../../realtime/desk-hooks";
import { Failure } from "../../../components/load-states";
import css from "../../../components/side-panel.module.css";

interface Props {
  /** What is known already of whom to look for, before how to look; or nothing. */
  hint?: string;
  /** What Enter does with the one that is chosen: «preguntar». */
  toDo: string;
  busy?: boolean;
  /** Whether it may be asked without the desk's link, for who has none. */
  always?: boolean;
  /** What may be done where nobody is found, beside looking again. */
  nobody?: string;
  choose: (customer: CustomerFound) => void;
}

export function Search({ hint = "", toDo, busy = false, always = false, nobody = "", choose }: Props) {
  const seek = useSeek();
  const live = useIsLive();
  const [typed, setTyped] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const ways = waysToSeek(typed);
    if (ways.length && !seek.isPending) seek.mutate(ways);
  };
  useEffect(() => {
    if (seek.data?.length) list.current?.querySelector("button")?.focus();
  }, [seek.data]);
  return (
    <form role="search" className={css.stack} onSubmit={submit} noValidate>
      <TextInput data-first label="Buscar al cliente" description={`${hint}Documento, nombre, celular o número de cliente.`} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} maxLength={100} autoComplete="off" spellCheck={false}
        rightSectionWidth={92} rightSection={<Button type="submit" size="compact-sm" loading={seek.isPending} disabled={(!live && !always) || !typed.trim()}>Buscar</Button>} />
      {seek.error ? <Failure error={seek.error} what="No se pudo buscar." /> : null}
      {seek.data && (seek.data.length
        ? <Found list={list} customers={seek.data} toDo={toDo} busy={busy} choose={choose} />
        : <p role="status">Nadie con ese dato. Revise cómo se escribe{nobody && `; ${nobody}`}.</p>)}
    </form>
  );
}

interface FoundProps {
  list: RefObject<HTMLUListElement | null>;
  customers: CustomerFound[];
  toDo: string;
  busy: boolean;
  choose: (customer: CustomerFound) => void;
}

/** The arrows go from one to the next, Enter chooses. */
function Found({ list, customers, toDo, busy, choose }: FoundProps) {
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
    next?.focus();
  };
  return (
    <ul ref={list} className={css.found} aria-label={`Clientes hallados: flechas para moverse, Enter para ${toDo}`} onKeyDown={move}>
      {customers.map((each) => (
        <li key={each.id}>
          <button type="button" disabled={busy} onClick={() => choose(each)}>
            <strong>{each.name}</strong>
            <span className="num quiet">{each.document_kind} {each.document}</span>
            <span className="num quiet">cliente {each.number}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
