/** What can be done with a ticket now: the steps that the server says are possible, each with what it asks for. */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { useTypology } from "../../../api/queries";
import { type Area, type StepForm as StepFormSent, type StepName, type TicketTold, useAreas, useForetold, useHistory, useStep } from "../../../api/tickets";
import { serverClock } from "../../../clock";
import { type Leaf, leavesOf } from "../../tickets/model/typology";
import { promisedBy } from "../../tickets/model/answer-files";
import { type Doing, type DoingEvent, IDLE, missing, reduce, since, stepOf } from "../model/step-draft";
import { offered, REASONS, type StepField, STEPS } from "../../tickets/model/steps";
import { whereWords } from "../../tickets/model/ticket-labels";
import { SUBMIT } from "../../../keyboard-shortcuts";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { Template } from "../../tickets/ui/petition-fields";
import css from "./inbox.module.css";
import { AnswerFiles, GROUP, PROBLEM, useChosen } from "./answer-files";
import { ChooseCustomer, Chosen } from "./customer-picker";
import { Reclassify } from "./reclassification";
import { Happened } from "./history-entries";

/** After these somebody else has it: who, and since when, is said with what was done. */
const HANDED_ON: ReadonlySet<StepName> = new Set<StepName>(["escalate", "give_back", "send_back", "assign", "reopen"]);

export function Steps({ ticket }: { ticket: TicketTold }) {
  const [doing, tell] = useReducer(reduce, IDLE);
  const take = useStep(ticket.number);
  useEffect(() => tell({ type: "told", ticket }), [ticket]);
  const [done, setDone] = useState("");
  const send = (form: StepFormSent) =>
    take.mutate(form, {
      onSuccess: (after) => {
        const words = HANDED_ON.has(form.step) ? `${STEPS[form.step].done} ${whereWords(after, serverClock.now())}.` : STEPS[form.step].done;
        announce(words);
        setDone(words);
        tell({ type: "done", version: after.version });
      },
      onError: (error) => {
        if (error instanceof ApiProblem && error.code === "ticket_changed") tell({ type: "overtaken" });
      },
    });
  const submit = () => {
    tell({ type: "tried" });
    const form = stepOf(doing);
    const [first] = Object.keys(missing(doing));
    if (first) return document.getElementById(`paso-${first}`)?.focus();
    if (form && !take.isPending) send(form);
  };
  const choose = (step: StepName) => {
    take.reset();
    setDone("");
    const form = stepOf({ ...doing, step });
    if (STEPS[step].atOnce && form && !take.isPending) return send(form);
    tell({ type: "chosen", step, draft: step === "answer" || step === "accept" ? ticket.answer : null });
  };
  const overtaken = take.error instanceof ApiProblem && take.error.code === "ticket_changed";
  return (
    <section aria-labelledby="pasos" className={css.part}>
      <h3 id="pasos" className="unseen">Qué se puede hacer</h3>
      <Overtaken number={ticket.number} doing={doing} tell={tell} />
      {done && <p className={css.done}>✓ {done}</p>}
      <Choices ticket={ticket} chosen={doing.step} busy={take.isPending} choose={choose} />
      {doing.step && <StepForm ticket={ticket} doing={doing} tell={tell} busy={take.isPending} submit={submit} />}
      {take.error && !overtaken ? <Failure error={take.error} again={take.error instanceof ApiProblem && take.error.retryable ? submit : undefined} /> : null}
    </section>
  );
}

/** The step that the state calls for, the usual ones beside it, and the rare ones behind «Más». */
function Choices({ ticket, chosen, busy, choose }: { ticket: TicketTold; chosen: StepName | null; busy: boolean; choose: (step: StepName) => void }) {
  const { first, usual, rare } = offered(ticket);
  if (!ticket.steps.length) return <p className="quiet">Ahora no le corresponde ningún paso; puede leerlo.</p>;
  const one = (step: StepName) => {
    const variant = step === (chosen ?? first) ? "filled" : step === "untie" ? "subtle" : "default";
    return <Button key={step} size="compact-md" variant={variant} loading={busy && step === first && STEPS[step].atOnce} aria-pressed={step === chosen} onClick={() => choose(step)}>{STEPS[step].name}</Button>;
  };
  return (
    <div className={css.steps} role="group" aria-labelledby="pasos">
      {first && one(first)}
      {usual.map(one)}
      {rare.length > 0 && (
        <details className={css.rare} open={chosen !== null && rare.includes(chosen) ? true : undefined}>
          <summary>Más</summary>
          <div className={css.steps}>{rare.map(one)}</div>
        </details>
      )}
    </div>
  );
}

/** Another one was first: what they did, and that what was typed is still there. */
function Overtaken({ number, doing, tell }: { number: string; doing: Doing; tell: (event: DoingEvent) => void }) {
  const history = useHistory(number, doing.overtaken !== null).data;
  if (doing.overtaken === null) return null;
  const typed = Object.values(doing.typed).some((value) => value?.trim());
  return (
    <div className={css.overtaken} role="alert">
      <p><strong>Otra persona se adelantó con este ticket.</strong>{typed && " Lo que usted escribió sigue aquí; revise si todavía va."}</p>
      <ol className={css.history}>{since(history?.entries ?? [], doing.overtaken).map((entry) => <Happened key={entry.version} number={number} entry={entry} />)}</ol>
      {typed && !doing.step && doing.typed.text && <p className={css.said}>{doing.typed.text}</p>}
      <Button size="compact-sm" variant="default" onClick={() => tell({ type: "understood" })}>Entendido</Button>
    </div>
  );
}

/** Fields that a step paints by itself. */
const OWN: ReadonlySet<string> = new Set(["topic", "change_area", "customer_id", "attachments"]);

interface FormProps {
  ticket: TicketTold;
  doing: Doing;
  tell: (event: DoingEvent) => void;
  busy: boolean;
  submit: () => void;
}

function StepForm({ ticket, doing, tell, busy, submit }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const { step, typed: { customer_id: customer } } = doing;
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("input:not([type=file]), textarea, select, button[type=submit]")?.focus();
    form.current?.scrollIntoView({ block: "nearest" });
  }, [step, customer]);
  const typology = useTypology().data;
  const leaf = useMemo(() => leavesOf(typology).find((each) => each.value === [ticket.kind, ticket.theme, ticket.subtheme].filter(Boolean).join("/")), [typology, ticket]);
  const foretold = useForetold(ticket, step === "reclassify" ? (doing.typed.topic ?? "") : "", busy);
  const chosen = useChosen(ticket, doing, usePromise(ticket, leaf, doing));
  if (!step) return null;
  const words = STEPS[step];
  /** Nobody corrects before they were told what comes of it. */
  const waits = step === "reclassify" && Boolean(doing.typed.topic) && !foretold.data;
  const act = () => {
    if (waits) return;
    if (!chosen?.problem) return submit();
    tell({ type: "tried" });
    document.getElementById(GROUP)?.focus();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    act();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") tell({ type: "left" });
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) act();
  };
  if (step === "tie" && !doing.typed.customer_id) return <ChooseCustomer does={words.does} tell={tell} />;
  return (
    <form ref={form} className={css.form} onSubmit={onSubmit} onKeyDown={onKeyDown} aria-label={words.name} noValidate>
      <p className="quiet small">{words.does}</p>
      {step === "tie" && <Chosen id={doing.typed.customer_id ?? ""} tell={tell} />}
      {step === "reclassify" && <Reclassify ticket={ticket} typology={typology} foretold={foretold} doing={doing} tell={tell} />}
      {words.fields.filter(({ name }) => !OWN.has(name) && !(name === "area" && ticket.tier === 1)).map((field) => <Field key={field.name} field={field} ticket={ticket} doing={doing} tell={tell} />)}
      {step === "answer" && <Templates ticket={ticket} leaf={leaf} doing={doing} tell={tell} />}
      {chosen && <AnswerFiles number={ticket.number} chosen={chosen} tried={doing.tried} sends={step === "send"} tell={tell} />}
      <p className={css.acts}>
        <Button variant="subtle" onClick={() => tell({ type: "left" })}>Cancelar <kbd>Esc</kbd></Button>
        <Button type="submit" loading={busy} disabled={waits} aria-describedby={chosen?.problem ? PROBLEM : undefined} color={words.grave ? "ladrillo" : undefined}>{words.name} <kbd>{SUBMIT.label}</kbd></Button>
      </p>
    </form>
  );
}

/** What promises a document in the answer as it is on the screen. */
function usePromise(ticket: TicketTold, leaf: Leaf | undefined, { step, typed }: Doing): string {
  const types = useTypology().data?.answer_types ?? [];
  if (step === "send") return ticket.promised_document ?? "";
  const text = typed.text?.trim() || (step === "accept" ? (ticket.answer ?? "") : "");
  return promisedBy(text, typed.response || (ticket.response ?? ""), types, leaf?.templates ?? []);
}

function Templates({ ticket, leaf, doing, tell }: { ticket: TicketTold; leaf: Leaf | undefined; doing: Doing; tell: (event: DoingEvent) => void }) {
  if (!leaf?.templates.length) return null;
  const before = doing.typed.text?.trim() ?? "";
  return <Template ticket={ticket.number} into="paso-text" templates={leaf.templates} take={(text) => tell({ type: "typed", field: "text", value: before ? `${before}\n\n${text}` : text })} />;
}

function Field({ field, ticket, doing, tell }: { field: StepField; ticket: TicketTold; doing: Doing; tell: (event: DoingEvent) => void }) {
  const choices = useChoices(field, ticket);
  const id = `paso-${field.name}`;
  const value = doing.typed[field.name] ?? "";
  const error = doing.tried ? missing(doing)[field.name] : undefined;
  const put = (typed: string) => tell({ type: "typed", field: field.name, value: typed });
  const shared = { id, label: field.label, description: field.hint, error, value };
  if (field.name === "text") return <Textarea {...shared} autosize minRows={3} maxRows={12} maxLength={8000} onChange={(event) => put(event.currentTarget.value)} />;
  if (choices) return <NativeSelect {...shared} data={choices} onChange={(event) => put(event.currentTarget.value)} />;
  const day = field.name === "until" || field.name === "completed_on";
  return <TextInput {...shared} type={day ? "date" : "text"} max={field.name === "until" ? (ticket.term.extendable_until ?? undefined) : undefined} maxLength={200} autoComplete="off" onChange={(event) => put(event.currentTarget.value)} />;
}

interface Choice {
  value: string;
  label: string;
}

/** Of a field in which one chooses; null of one in which one writes. */
function useChoices({ name, needed }: StepField, ticket: TicketTold): Choice[] | null {
  const types = useTypology().data?.answer_types ?? [];
  const areas = useAreas().data?.areas ?? [];
  const first = (label: string): Choice => ({ value: "", label });
  if (name === "response") return [first(needed ? "Elija" : "Después"), ...types.map((type) => ({ value: type.id, label: type.name }))];
  if (name === "reason") return [first("Elija"), ...Object.entries(REASONS).map(([value, label]) => ({ value, label }))];
  if (name === "owner") return [first(ticket.tier === 1 ? "Elija" : "Nadie: a la bandeja"), ...peopleFor(ticket)];
  return name === "area" ? areaChoices(areas, ticket) : null;
}

/** The area that the matrix names first, where it names one; then the others. */
export function areaChoices(areas: readonly Area[], { escalates_to, escalates_to_name }: Pick<TicketTold, "escalates_to" | "escalates_to_name">): Choice[] {
  const first = escalates_to ? `${escalates_to_name ?? escalates_to} (según la matriz)` : "Elija: la matriz no dice cuál";
  const others = areas.filter((area) => !area.written_channel && area.id !== escalates_to);
  return [{ value: "", label: first }, ...others.map((area) => ({ value: area.id, label: `${area.name} · ${area.in_charge.name}` }))];
}

/** Whom it can be assigned to where it is, as the server says. */
export const peopleFor = ({ assignees }: Pick<TicketTold, "assignees">): Choice[] =>
  assignees.map(({ user, name, away }) => ({ value: user, label: away ? `${name} (ausente hoy)` : name }));
