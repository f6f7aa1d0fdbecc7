/** The work that a call makes: what it was about, a ticket tied to it, and the end of the wrap-up. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useEffect, useMemo, useState } from "react";
import type { Advisor, Call, Form } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { useDispose, useTypology } from "../../../api/queries";
import { useFileTicket } from "../../../api/tickets";
import { filingOf, firstMissing, mainStep, missing, only, type Step } from "../../tickets/model/filing";
import { choiceOf, chosen, type Field, isBlank, topicOf } from "../../tickets/model/form";
import { isWhole, type Leaf, leavesOf } from "../../tickets/model/typology";
import { useIsLive } from "../../../realtime/desk-hooks";
import { dropDraft, useDraft } from "../../tickets/model/use-draft";
import { KEYS, SUBMIT, useKeys } from "../../../keyboard-shortcuts";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { Contact, Outcome, useVerified } from "../../tickets/ui/petition-fields";
import css from "./desk.module.css";
import { Filed } from "../../tickets/ui/filed-ticket";
import { Topic } from "../../tickets/ui/topic-select";

interface Props {
  call: Pick<Call, "id" | "stage">;
  advisor: Advisor;
  /** Of a call that ended without its typification: called once that is stored. */
  completed?: () => void;
}

export function Work({ call, advisor, completed }: Props) {
  const customer = useVerified(call.id);
  const typology = useTypology();
  const leaves = useMemo(() => leavesOf(typology.data), [typology.data]);
  const work = useWork(call, customer?.id ?? "", leaves, completed);
  const { form, other, kept, keeper } = work;
  const edit = keeper.edit.bind(keeper);
  const leaf = leaves.find((each) => each.value === choiceOf(form));
  const step = mainStep(call, form);
  useKeys({ ticket: () => document.getElementById(form.ticket ? "tipificacion" : "texto")?.focus() });
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    void work.go(step);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    if (event.ctrlKey || event.metaKey) submit();
    // Enter in a field chooses or does nothing: it must never file what is not finished.
    if ((event.target as Element).tagName === "INPUT") event.preventDefault();
  };
  return (
    <form className={`panel ${css.work}`} onSubmit={submit} onKeyDown={onKeyDown} aria-labelledby="trabajo" noValidate>
      <header className={css.workHead}>
        <h2 id="trabajo">{form.ticket ? "Ticket radicado" : "Tipificación y ticket"}</h2>
        <KeptWords blank={isBlank(form)} kept={kept} />
      </header>
      {typology.error && <Failure error={typology.error} what="No se pudo leer la tipología." again={() => void typology.refetch()} />}
      {form.ticket && <Filed number={form.ticket} />}
      <Topic typology={typology.data} value={choiceOf(form)} error={work.complaints.theme} onChange={(choice) => edit(chosen(choice))} />
      <Other field="theme" words={other.theme} settle={keeper.settle.bind(keeper)} />
      {!form.ticket && (
        <>
          <Textarea id="texto" label="Qué pide quien llama" description="Con sus palabras. Es el texto del ticket; si no hace falta ticket, déjelo vacío." size="md" classNames={{ root: css.text, wrapper: css.textWrapper, input: css.textInput }}
            value={form.text} error={work.complaints.text} onChange={(event) => edit({ text: event.currentTarget.value })} aria-keyshortcuts="Alt+T" maxLength={4000} />
          <Other field="text" words={other.text} settle={keeper.settle.bind(keeper)} />
          <Outcome form={form} edit={edit} complaints={work.complaints} leaf={leaf} customer={customer} />
          <Other field="answer" words={other.answer} settle={keeper.settle.bind(keeper)} />
          <Contact form={form} edit={edit} complaints={work.complaints} customer={customer} />
          <Other field="email" words={other.email} settle={keeper.settle.bind(keeper)} />
        </>
      )}
      <Textarea label="Nota de la tipificación (opcional)" rows={form.ticket ? 3 : 1} value={form.note} onChange={(event) => edit({ note: event.currentTarget.value })} maxLength={1000} />
      <Other field="note" words={other.note} settle={keeper.settle.bind(keeper)} />
      {work.problem && <Failure error={work.problem} again={work.problem.retryable ? () => void work.go(step) : undefined} />}
      <Steps call={call} advisor={advisor} late={completed !== undefined} form={form} step={step} busy={work.busy} go={work.go} another={() => { keeper.startAnother(); announce("Formulario de otro ticket."); }} />
    </form>
  );
}

function useWork(call: Props["call"], customer: string, leaves: readonly Leaf[], completed: Props["completed"]) {
  const draft = useDraft(call.id);
  const file = useFileTicket();
  const dispose = useDispose(call.id);
  const [tried, setTried] = useState<Tried | null>(null);
  const { form, keeper } = draft;
  const whole = isWhole(leaves, form);

  const fileTicket = async () => {
    const ticket = await file.mutateAsync({ key: form.key, ...filingOf(form, call.id, customer) });
    keeper.filed(ticket.number);
    announce(`Ticket radicado. ${ticket.spoken} ${ticket.due_spoken ?? ""}`);
    await dispose.mutateAsync({ ...topic(form), finish: false });
  };
  const finish = async () => {
    await dispose.mutateAsync({ ...topic(form), finish: true });
    keeper.forget();
    void dropDraft(call.id).catch(() => {}); // the server drops drafts of calls that are done with, too
    completed?.();
  };
  const go = async (step: Step) => {
    setTried({ step, fields: Object.keys(missing(step, form, whole, customer)) as Field[] });
    if (Object.keys(missing(step, form, whole, customer)).length) return document.getElementById(firstMissing(step, form, whole, customer))?.focus();
    await keeper.hold();
    await (step === "file" ? fileTicket() : finish()).catch(() => {}); // the mutation keeps the problem for the screen
    keeper.release();
  };
  const error = file.error ?? dispose.error;
  return {
    ...draft, go,
    busy: file.isPending || dispose.isPending,
    problem: error instanceof ApiProblem ? error : null,
    complaints: tried ? only(tried.fields, missing(tried.step, form, whole, customer)) : {},
  };
}

/** What was missing when it was tried: a field that came up afterwards is not complained of before it is tried, too. */
interface Tried {
  step: Step;
  fields: readonly Field[];
}

const topic = (form: Form) => ({ ...topicOf(form), ...(form.note.trim() ? { note: form.note } : {}) });

const KEPT = { here: "Guardado en este equipo", saving: "Guardando…", saved: "Guardado" };
function KeptWords({ blank, kept }: { blank: boolean; kept: keyof typeof KEPT }) {
  return <p className="quiet small" aria-live="off">{blank ? "" : KEPT[kept]}</p>;
}

/** Two tabs wrote different things: a person chooses. */
function Other({ field, words, settle }: { field: Field; words: string | undefined; settle: (field: Field, take: boolean) => void }) {
  if (words === undefined) return null;
  return (
    <div className={css.other} role="alert">
      <p>En otra ventana se escribió: «{words || "nada"}»</p>
      <div>
        <Button size="compact-sm" variant="default" onClick={() => settle(field, true)}>Usar eso</Button>
        <Button size="compact-sm" variant="subtle" onClick={() => settle(field, false)}>Conservar lo de aquí</Button>
      </div>
    </div>
  );
}

interface StepsProps {
  call: Props["call"];
  advisor: Advisor;
  /** Whether the call ended without its typification, and is completed afterwards. */
  late: boolean;
  form: Form;
  step: Step;
  busy: boolean;
  go: (step: Step) => Promise<void>;
  another: () => void;
}

/** A button that is busy or without a connection cannot have the focus: it gets it once it can, if nobody else has it. */
function useLostFocus(id: string, can: boolean): void {
  useEffect(() => {
    // What only can be read, as the number of a ticket, gives way.
    const reads = document.activeElement?.getAttribute("tabindex") === "-1";
    if (can && (reads || document.activeElement === document.body)) document.getElementById(id)?.focus({ preventScroll: true });
  }, [id, can]);
}

const AFTER: Record<string, string> = { paused: "pasar a pausa", offline: "salir de turno" };

function Steps({ call, advisor, late, form, step, busy, go, another }: StepsProps) {
  const live = useIsLive();
  const ending = call.stage === "wrap_up";
  const filing = step === "file";
  const hint = <kbd>{SUBMIT.label}</kbd>;
  useLostFocus("principal", ending && !filing && live && !busy);
  return (
    <footer className={css.steps}>
      {!live && <p className={css.refused}>Sin conexión: siga escribiendo. Este botón vuelve con el servidor.</p>}
      {form.ticket && <Button size="md" variant="default" onClick={another}>Otro ticket</Button>}
      {ending && filing && <Button size="md" variant="default" disabled={!live || busy} onClick={() => void go("finish")}>{late ? "Guardar sin radicar" : "Terminar sin radicar"}</Button>}
      {filing && !form.ticket && <Button type="submit" size="md" loading={busy} disabled={!live}>Radicar ticket {hint}</Button>}
      {ending && !filing && <Button type="submit" size="md" color="lila" id="principal" loading={busy} disabled={!live}>{late ? "Guardar la tipificación" : `Terminar y ${AFTER[advisor.pending ?? ""] ?? "quedar disponible"}`} {hint}</Button>}
      <span className="unseen">{KEYS.ticket.label}: {KEYS.ticket.does}</span>
    </footer>
  );
}
