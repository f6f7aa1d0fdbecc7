/**
 * The verification of who calls, by keyboard alone: look for the customer, ask, type what is said, hear what came of it.
 *
 * No right answer is ever here: the server keeps them, and says only whether all was right enough.
 */
import { Button, TextInput } from "@mantine/core";
import { type Dispatch, type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Call, Pop } from "../../api/contracts";
import { type CustomerFound, useAskIdentity, useJudge, useSeek } from "../../api/attention";
import { ApiProblem } from "../../api/problem";
import { answersOf, type Identity, type IdentityEvent, leftWords, unanswered, verdict, waysToSeek } from "../../desk/identity";
import { useIsLive } from "../../desk/hooks";
import { Failure } from "../../parts/conditions";
import css from "./sides.module.css";

interface Props {
  call: Call;
  pop: Pop | undefined;
  identity: Identity;
  tell: Dispatch<IdentityEvent>;
}

/** Nobody is asked any more: in this call, or today. */
const BARS: readonly string[] = ["identity_closed", "identity_blocked"];

export function Verification({ call, pop, identity, tell }: Props) {
  const ask = useAskIdentity(call.id);
  const askAbout = (customer: string) => ask.mutate(customer, { onSuccess: (check) => tell({ type: "asked", check }) });
  const barred = BARS.includes(ask.error instanceof ApiProblem ? ask.error.code : "") ? ask.error : null;
  if (identity.phase === "closed" || barred) return <Closed words={barred?.message ?? ""} />;
  if (identity.phase === "ask" && identity.check) return <Questions call={call} identity={identity} tell={tell} />;
  return (
    <div className={css.stack}>
      {identity.phase === "failed" && (
        <div className={css.verdict} role="alert">
          <p><strong>{verdict(identity)}.</strong> Puede preguntar otra vez, o radicar la petición sin ver datos.</p>
          {identity.customer && <Button data-first size="compact-md" loading={ask.isPending} onClick={() => askAbout(identity.customer)} ref={focusNow}>Preguntar otra vez</Button>}
        </div>
      )}
      <Search pop={pop} busy={ask.isPending} choose={askAbout} />
      {Boolean(ask.error) && <Failure error={ask.error} />}
      <p className="quiet small">Sin verificar no se ven datos de nadie; la información general y la petición son para todos.</p>
    </div>
  );
}

const focusNow = (element: HTMLElement | null): void => {
  if (document.activeElement === document.body) element?.focus();
};

function Closed({ words }: { words: string }) {
  return (
    <div className={css.verdict} role="alert">
      <p><strong>{words ? "No se puede verificar." : "No coincide; no quedan intentos."}</strong> {words || "Los datos de ese cliente quedan cerrados en esta llamada."}</p>
      <p>La petición sí se puede radicar: la ley no deja negar ninguna. Dé información general, escriba lo que pide y radíquelo.</p>
    </div>
  );
}

function Search({ pop, busy, choose }: { pop: Pop | undefined; busy: boolean; choose: (customer: string) => void }) {
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
  const hint = pop?.possible_customer ? `Según el número, puede ser ${pop.possible_customer}. ` : "";
  return (
    <form role="search" className={css.stack} onSubmit={submit} noValidate>
      <TextInput data-first label="Buscar al cliente" description={`${hint}Documento, nombre, celular o número de cliente.`} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} maxLength={100} autoComplete="off" spellCheck={false}
        rightSectionWidth={92} rightSection={<Button type="submit" size="compact-sm" loading={seek.isPending} disabled={!live || !typed.trim()}>Buscar</Button>} />
      {seek.error ? <Failure error={seek.error} what="No se pudo buscar." /> : null}
      {seek.data && (seek.data.length
        ? <Found list={list} customers={seek.data} busy={busy} choose={choose} />
        : <p role="status">Nadie con ese dato. Revise cómo se escribe; si no es cliente, atiéndalo igual.</p>)}
    </form>
  );
}

interface FoundProps {
  list: React.RefObject<HTMLUListElement | null>;
  customers: CustomerFound[];
  busy: boolean;
  choose: (customer: string) => void;
}

/** The arrows go from one to the next, Enter asks. */
function Found({ list, customers, busy, choose }: FoundProps) {
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
    next?.focus();
  };
  return (
    <ul ref={list} className={css.found} aria-label="Clientes hallados: flechas para moverse, Enter para preguntar" onKeyDown={move}>
      {customers.map((each) => (
        <li key={each.id}>
          <button type="button" disabled={busy} onClick={() => choose(each.id)}>
            <strong>{each.name}</strong>
            <span className="num quiet">{each.document_kind} {each.document}</span>
            <span className="num quiet">cliente {each.number}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Questions({ call, identity, tell }: Omit<Props, "pop">) {
  const judge = useJudge(call.id);
  const live = useIsLive();
  const form = useRef<HTMLFormElement>(null);
  const check = identity.check;
  useEffect(() => form.current?.querySelector("input")?.focus(), [check?.check_id]);
  if (!check) return null;
  const without = unanswered(identity);
  const send = () => {
    if (!judge.isPending) judge.mutate({ check: check.check_id, answers: answersOf(identity) }, { onSuccess: (judged) => tell({ type: "judged", judged }) });
  };
  /** Enter goes on to what is still empty; from the last one it sends. */
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [first] = without;
    if (first) document.getElementById(`pregunta-${first}`)?.focus();
    else send();
  };
  return (
    <form ref={form} className={css.stack} onSubmit={submit} aria-labelledby="preguntas" noValidate>
      <header className={css.head}>
        <h3 id="preguntas">Pregunte y escriba lo que le digan</h3>
        <p className="quiet small">{check.attempt > 1 ? `Intento ${check.attempt}; ` : ""}{leftWords(identity.left)}</p>
      </header>
      {check.questions.map((question) => (
        <TextInput key={question.id} id={`pregunta-${question.id}`} label={question.text} value={identity.typed[question.id] ?? ""} maxLength={200} autoComplete="off" spellCheck={false}
          onChange={(event) => tell({ type: "typed", question: question.id, answer: event.currentTarget.value })} />
      ))}
      {Boolean(judge.error) && <Failure error={judge.error} again={judge.error instanceof ApiProblem && judge.error.retryable ? send : undefined} />}
      <div className={css.acts}>
        <p className="quiet small">No importan las tildes. Si no sabe, «no sabe».</p>
        <Button variant="subtle" onClick={() => tell({ type: "another" })}>Otro cliente</Button>
        <Button type="submit" loading={judge.isPending} disabled={!live}>Comprobar <kbd>Enter</kbd></Button>
      </div>
    </form>
  );
}
