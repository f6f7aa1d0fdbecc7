/** What can be done with a ticket now: the steps that the server says are possible, each with what it asks for. */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useEffect, useMemo, useReducer, useRef } from "react";
import { ApiProblem } from "../../api/problem";
import { accountQuery, useTypology } from "../../api/queries";
import { type Area, type StepName, type TicketTold, useAreas, useForetold, useHistory, useStep } from "../../api/tickets";
import { type Leaf, leavesOf } from "../../desk/typology";
import { type Doing, type DoingEvent, IDLE, missing, reduce, since, stepOf } from "../../inbox/state";
import { inOrder, REASONS, type StepField, STEPS } from "../../inbox/steps";
import { SUBMIT } from "../../keys";
import { announce } from "../../parts/announce";
import { Failure } from "../../parts/conditions";
import { Template } from "../desk/contact-fields";
import css from "./inbox.module.css";
import { ChooseCustomer, Chosen } from "./choose-customer";
import { Reclassify } from "./reclassify";
import { Happened } from "./happened";

export function Steps({ ticket }: { ticket: TicketTold }) {
  const [doing, tell] = useReducer(reduce, IDLE);
  const take = useStep(ticket.number);
  useEffect(() => tell({ type: "told", ticket }), [ticket]);
  const me = useQuery(accountQuery).data?.user ?? "";
  const possible = inOrder(ticket, me);
  const submit = () => {
    tell({ type: "tried" });
    const form = stepOf(doing);
    const [first] = Object.keys(missing(doing));
    if (first) return document.getElementById(`paso-${first}`)?.focus();
    if (!form || take.isPending) return;
    take.mutate(form, {
      onSuccess: (after) => {
        announce(STEPS[form.step].done);
        tell({ type: "done", version: after.version });
      },
      onError: (error) => {
        if (error instanceof ApiProblem && error.code === "ticket_changed") tell({ type: "overtaken" });
      },
    });
  };
  const choose = (step: StepName) => {
    take.reset();
    tell({ type: "chosen", step, draft: step === "answer" || step === "accept" ? ticket.answer : null });
  };
  const overtaken = take.error instanceof ApiProblem && take.error.code === "ticket_changed";
  return (
    <section aria-labelledby="pasos" className={css.part}>
      <h3 id="pasos" className="unseen">Qué se puede hacer</h3>
      <Overtaken number={ticket.number} doing={doing} tell={tell} />
      {possible.length === 0 ? <p className="quiet">Ahora no le corresponde ningún paso; puede leerlo.</p>
        : <div className={css.steps} role="group" aria-labelledby="pasos">{possible.map((step, at) => (
          <Button key={step} size="compact-md" variant={step === doing.step || (!doing.step && at === 0) ? "filled" : "default"} aria-pressed={step === doing.step} onClick={() => choose(step)}>{STEPS[step].name}</Button>
        ))}</div>}
      {doing.step && <StepForm ticket={ticket} doing={doing} tell={tell} busy={take.isPending} submit={submit} />}
      {take.error && !overtaken ? <Failure error={take.error} again={take.error instanceof ApiProblem && take.error.retryable ? submit : undefined} /> : null}
    </section>
  );
}

/** Another one was first: what they did, and that what was typed is still there. */
function Overtaken({ number, doing, tell }: { number: string; doing: Doing; tell: (event: DoingEvent) => void }) {
  const history = useHistory(number).data;
  if (doing.overtaken === null) return null;
  const typed = Object.values(doing.typed).some((value) => value?.trim());
  return (
    <div className={css.overtaken} role="alert">
      <p><strong>Otra persona se adelantó con este ticket.</strong>{typed && " Lo que usted escribió sigue aquí; revise si todavía va."}</p>
      <ol className={css.history}>{since(history?.entries ?? [], doing.overtaken).map((entry) => <Happened key={entry.version} entry={entry} />)}</ol>
      {typed && !doing.step && doing.typed.text && <p className={css.said}>{doing.typed.text}</p>}
      <Button size="compact-sm" variant="default" onClick={() => tell({ type: "understood" })}>Entendido</Button>
    </div>
  );
}

/** Fields that a step paints by itself. */
const OWN: ReadonlySet<string> = new Set(["topic", "change_area", "customer_id"]);

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
  useEffect(() => form.current?.querySelector<HTMLElement>("input, textarea, select, button[type=submit]")?.focus(), [step, customer]);
  const typology = useTypology().data;
  const leaf = useMemo(() => leavesOf(typology).find((each) => each.value === [ticket.kind, ticket.theme, ticket.subtheme].filter(Boolean).join("/")), [typology, ticket]);
  const foretold = useForetold(ticket, step === "reclassify" ? (doing.typed.topic ?? "") : "", busy);
  if (!step) return null;
  const words = STEPS[step];
  /** Nobody corrects before they were told what comes of it. */
  const waits = step === "reclassify" && Boolean(doing.typed.topic) && !foretold.data;
  const act = () => {
    if (!waits) submit();
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
      {words.fields.filter(({ name }) => !OWN.has(name)).map((field) => <Field key={field.name} field={field} ticket={ticket} doing={doing} tell={tell} />)}
      {step === "answer" && <Templates ticket={ticket} leaf={leaf} doing={doing} tell={tell} />}
      <p className={css.acts}>
        <Button variant="subtle" onClick={() => tell({ type: "left" })}>Dejar <kbd>Esc</kbd></Button>
        <Button type="submit" loading={busy} disabled={waits} color={words.grave ? "ladrillo" : undefined}>{words.name} <kbd>{SUBMIT.label}</kbd></Button>
      </p>
    </form>
  );
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
  if (name === "owner") return [first("Nadie: a la bandeja"), ...peopleFor(areas, ticket)];
  return name === "area" ? [first("La de la matriz"), ...areas.filter((area) => !area.written_channel).map((area) => ({ value: area.id, label: `${area.name} · ${area.in_charge.name}` }))] : null;
}

/** Who may have it where it is: the people of its area, or of the written channel. */
export function peopleFor(areas: readonly Area[], { tier, area }: Pick<TicketTold, "tier" | "area">): Choice[] {
  const where = areas.find((each) => (tier === 3 ? each.id === area : each.written_channel));
  return (where?.officials ?? []).map(({ user, name, away }) => ({ value: user, label: away ? `${name} (ausente hoy)` : name }));
}
