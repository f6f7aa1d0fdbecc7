/** The steps that the server allows on a ticket now, each with its form. */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { ApiProblem } from "../../../api/problem";
import { useTypology } from "../../../api/queries";
import {
  type Area,
  type MentionedUser,
  type StepRequest as StepFormSent,
  type StepName,
  type TicketDetail,
  useAreas,
  useMentionCandidates,
  useReclassificationPreview,
  useTicketHistory,
  useTakeStep,
} from "../../../api/tickets";
import { serverClock } from "../../../clock";
import { type Leaf, typologyLeaves } from "../../tickets/model/typology";
import { promisedDocument } from "../../tickets/model/answer-files";
import {
  type StepDraft,
  type StepDraftEvent,
  hasTyped,
  missingFields,
  reduce,
  entriesSince,
  toStepRequest,
} from "../model/step-draft";
import { loadStepDraft, saveStepDraft } from "../model/step-draft-store";
import { type StepField, STEPS } from "../../tickets/model/steps";
import { optionsOf, useLabels } from "../../../labels";
import { locationSentence } from "../../tickets/model/ticket-labels";
import { SUBMIT_KEYS, SUBMIT_SHORTCUT, useRegisteredShortcuts } from "../../../keyboard-shortcuts";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { TemplatePicker } from "../../tickets/ui/petition-fields";
import css from "./inbox.module.css";
import { AnswerFiles, FILES_GROUP_ID, FILES_PROBLEM_ID, useAnswerFileSelection } from "./answer-files";
import { AnswerPreview } from "./answer/answer-preview";
import { AnswerReview } from "./answer/answer-review";
import { UndoTime } from "./answer/undo-time";
import { CustomerPicker, PickedCustomer } from "./customer-picker";
import { Reclassification } from "./reclassification";
import { HistoryEntryItem } from "./history-entries";
import { NoteField } from "./note-field";
import { mentionedColleagues } from "../model/mentions";
import { JointAnswer } from "./linked-tickets";
import { StepMenu } from "./step-menu";
import { t } from "../../../i18n/translate";

/** Steps after which the ticket has another owner; their confirmation says who has it and since when. */
const OWNER_CHANGING_STEPS: ReadonlySet<StepName> = new Set<StepName>([
  "escalate",
  "give_back",
  "send_back",
  "assign",
  "reopen",
]);

export function StepPanel({ ticket }: { ticket: TicketDetail }) {
  const [draft, dispatch] = useReducer(reduce, ticket.number, loadStepDraft);
  useEffect(() => saveStepDraft(ticket.number, draft), [ticket.number, draft]);
  const labels = useLabels();
  const take = useTakeStep(ticket.number);
  // While an own step is sent, the ticket that is read again has that step: it is no other user's change.
  useEffect(() => {
    if (!take.isPending) dispatch({ type: "loaded", ticket });
  }, [ticket, take.isPending]);
  const [done, setDone] = useState("");
  const colleagues = useMentionCandidates(ticket.number, draft.step === "note").data?.users ?? [];
  const [reviewing, setReviewing] = useState(false);
  const panel = useRef<HTMLElement>(null);
  const doneNote = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (done) doneNote.current?.focus(); // the form that had the focus is gone
  }, [done]);
  const send = (form: StepFormSent) =>
    take.mutate(withMentions(form, colleagues), {
      onSuccess: (after) => {
        const words = OWNER_CHANGING_STEPS.has(form.step)
          ? `${STEPS[form.step].doneMessage} ${locationSentence(labels, after, serverClock.now())}.`
          : STEPS[form.step].doneMessage;
        announce(words);
        setDone(words);
        dispatch({ type: "done", step: form.step, version: after.version });
      },
      onError: (error) => {
        if (error instanceof ApiProblem && error.code === "ticket_changed") dispatch({ type: "conflicted" });
      },
    });
  const submit = () => {
    dispatch({ type: "submitted" });
    const form = toStepRequest(draft);
    const [first] = Object.keys(missingFields(draft));
    if (first) return document.getElementById(`paso-${first}`)?.focus();
    if (form && !take.isPending) send(form);
  };
  const [next, setNext] = useState<StepName | null>(null);
  const choose = (step: StepName) => {
    if (take.isPending) return setNext(step);
    take.reset();
    setDone("");
    const form = toStepRequest({ ...draft, step });
    if (STEPS[step].immediate && form) return send(form);
    dispatch({ type: "chosen", step, draft: step === "answer" || step === "accept" ? ticket.answer : null });
  };
  // A step that is chosen while another one is sent opens after it, if the ticket still allows it.
  useEffect(() => {
    if (!next || take.isPending || draft.seenVersion < ticket.version) return;
    setNext(null);
    if (!take.isError && ticket.steps.includes(next)) choose(next);
  });
  const decide = (step: StepName) => {
    setReviewing(false);
    choose(step);
  };
  const stopReviewing = () => {
    setReviewing(false);
    // The button that opened the review is another one now.
    requestAnimationFrame(() => panel.current?.querySelector<HTMLElement>("[role=group] button")?.focus());
  };
  const isConflict = take.error instanceof ApiProblem && take.error.code === "ticket_changed";
  return (
    <section
      ref={panel}
      aria-labelledby="pasos"
      className={css.part}
      data-resting={(!draft.step && draft.conflictSince === null) || undefined}
    >
      <h3 id="pasos" className="unseen">
        {t("Acciones")}
      </h3>
      <ConflictNotice number={ticket.number} version={ticket.version} draft={draft} dispatch={dispatch} />
      {done && (
        <p ref={doneNote} tabIndex={-1} className={css.done}>
          ✓ {done}
        </p>
      )}
      {ticket.undo_until && ticket.steps.includes("undo_send") && <UndoTime until={ticket.undo_until} />}
      <StepMenu
        ticket={ticket}
        chosen={next ?? draft.step}
        busy={take.isPending}
        choose={choose}
        review={() => setReviewing(true)}
      />
      {reviewing && <AnswerReview ticket={ticket} choose={decide} onClose={stopReviewing} />}
      {draft.step && (
        <StepForm
          ticket={ticket}
          colleagues={colleagues}
          draft={draft}
          dispatch={dispatch}
          busy={take.isPending}
          submit={submit}
        />
      )}
      {take.error && !isConflict ? (
        <Failure
          error={take.error}
          retry={take.error instanceof ApiProblem && take.error.retryable ? submit : undefined}
        />
      ) : null}
    </section>
  );
}

/** Return the request of a note with the users whom its text mentions; other requests as they are. */
const withMentions = (form: StepFormSent, colleagues: readonly MentionedUser[]): StepFormSent =>
  form.step === "note"
    ? { ...form, mentions: mentionedColleagues(form.text, colleagues).map(({ user }) => user) }
    : form;

/** The notice that another user changed the ticket first: what they did, and that the typed text is kept. */
function ConflictNotice({
  number,
  version,
  draft,
  dispatch,
}: {
  number: string;
  version: number;
  draft: StepDraft;
  dispatch: (event: StepDraftEvent) => void;
}) {
  const history = useTicketHistory(number, version, draft.conflictSince !== null).data;
  if (draft.conflictSince === null) return null;
  const typed = hasTyped(draft);
  return (
    <div className={css.overtaken} role="alert">
      <p>
        <strong>{t("Otra persona cambió este ticket.")}</strong>
        {typed && t(" Lo que usted escribió sigue aquí; revise si todavía sirve.")}
      </p>
      <ol className={css.history}>
        {entriesSince(history?.entries ?? [], draft.conflictSince).map((entry) => (
          <HistoryEntryItem key={entry.version} number={number} entry={entry} />
        ))}
      </ol>
      {typed && !draft.step && draft.values.text && <p className={css.said}>{draft.values.text}</p>}
      <Button size="compact-sm" variant="default" onClick={() => dispatch({ type: "acknowledged" })}>
        {t("Entendido")}
      </Button>
    </div>
  );
}

/** Steps whose form shows the answer as it will leave. */
const PREVIEWED_STEPS: ReadonlySet<StepName> = new Set<StepName>(["answer", "accept", "send"]);
/** Fields for which the step renders its own control. */
const CUSTOM_FIELDS: ReadonlySet<string> = new Set(["topic", "change_area", "customer_id", "attachments", "joint"]);

interface StepFormProps {
  ticket: TicketDetail;
  /** Whom a note may mention. */
  colleagues: readonly MentionedUser[];
  draft: StepDraft;
  dispatch: (event: StepDraftEvent) => void;
  busy: boolean;
  submit: () => void;
}

function StepForm({ ticket, colleagues, draft, dispatch, busy, submit }: StepFormProps) {
  const names = useLabels().steps;
  const form = useRef<HTMLFormElement>(null);
  const {
    step,
    values: { customer_id: customer },
  } = draft;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step, or customer, takes the focus
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("input:not([type=file]), textarea, select, button[type=submit]")?.focus();
    form.current?.scrollIntoView({ block: "nearest" });
  }, [step, customer]);
  const typology = useTypology().data;
  const leaf = useMemo(
    () =>
      typologyLeaves(typology).find(
        (each) => each.value === [ticket.kind, ticket.theme, ticket.subtheme].filter(Boolean).join("/"),
      ),
    [typology, ticket],
  );
  const preview = useReclassificationPreview(ticket, step === "reclassify" ? (draft.values.topic ?? "") : "", busy);
  const chosen = useAnswerFileSelection(ticket, draft, usePromisedDocument(ticket, leaf, draft));
  useRegisteredShortcuts(step ? SUBMIT_KEYS : null);
  if (!step) return null;
  const words = STEPS[step];
  /** The user sees the new due date before they can submit a new topic. */
  const awaitsPreview = step === "reclassify" && Boolean(draft.values.topic) && !preview.data;
  const act = () => {
    if (awaitsPreview) return;
    if (!chosen?.problem) return submit();
    dispatch({ type: "submitted" });
    document.getElementById(FILES_GROUP_ID)?.focus();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    act();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") dispatch({ type: "cancelled" });
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) act();
  };
  if (step === "tie" && !draft.values.customer_id)
    return <CustomerPicker description={words.description} dispatch={dispatch} />;
  return (
    <form ref={form} className={css.form} onSubmit={onSubmit} onKeyDown={onKeyDown} aria-label={names[step]} noValidate>
      <p className="quiet small">{words.description}</p>
      {step === "tie" && <PickedCustomer id={draft.values.customer_id ?? ""} dispatch={dispatch} />}
      {step === "reclassify" && (
        <Reclassification ticket={ticket} typology={typology} preview={preview} doing={draft} dispatch={dispatch} />
      )}
      {words.fields
        .filter(({ name }) => !CUSTOM_FIELDS.has(name) && !(name === "area" && ticket.tier === 1))
        .map((field) => (
          <StepFieldInput
            key={field.name}
            field={field}
            ticket={ticket}
            colleagues={colleagues}
            draft={draft}
            dispatch={dispatch}
          />
        ))}
      {step === "answer" && <StepTemplates ticket={ticket} leaf={leaf} draft={draft} dispatch={dispatch} />}
      {chosen && (
        <AnswerFiles
          number={ticket.number}
          selection={chosen}
          tried={draft.attempted}
          sends={step === "send"}
          dispatch={dispatch}
        />
      )}
      {step === "send" && (
        <JointAnswer
          links={ticket.links}
          value={draft.values.joint}
          put={(value) => dispatch({ type: "typed", field: "joint", value })}
        />
      )}
      {PREVIEWED_STEPS.has(step) && ticket.state !== "filed" && ticket.answer_limits && (
        <AnswerPreview
          number={ticket.number}
          version={ticket.version}
          text={step === "send" ? "" : (draft.values.text ?? "")}
          attachments={chosen?.ids ?? null}
          answered={ticket.answer !== null}
          paused={Boolean(chosen?.problem && chosen.ids.length)}
        />
      )}
      <p className={css.acts}>
        <Button variant="subtle" onClick={() => dispatch({ type: "cancelled" })}>
          {t("Cancelar")} <kbd>Esc</kbd>
        </Button>
        <Button
          type="submit"
          loading={busy}
          disabled={awaitsPreview}
          aria-describedby={chosen?.problem ? FILES_PROBLEM_ID : undefined}
          color={words.destructive ? "ladrillo" : undefined}
        >
          {names[step]} <kbd>{SUBMIT_SHORTCUT.label}</kbd>
        </Button>
      </p>
    </form>
  );
}

/** Return the reason why the current answer promises a document; empty if it does not. */
function usePromisedDocument(ticket: TicketDetail, leaf: Leaf | undefined, { step, values: typed }: StepDraft): string {
  const types = useTypology().data?.answer_types ?? [];
  if (step === "send") return ticket.promised_document ?? "";
  const text = typed.text?.trim() || (step === "accept" ? (ticket.answer ?? "") : "");
  return promisedDocument(text, typed.response || (ticket.response ?? ""), types, leaf?.templates ?? []);
}

function StepTemplates({
  ticket,
  leaf,
  draft,
  dispatch,
}: {
  ticket: TicketDetail;
  leaf: Leaf | undefined;
  draft: StepDraft;
  dispatch: (event: StepDraftEvent) => void;
}) {
  if (!leaf?.templates.length) return null;
  const before = draft.values.text?.trim() ?? "";
  return (
    <TemplatePicker
      ticket={ticket.number}
      into="paso-text"
      templates={leaf.templates}
      take={(text) => dispatch({ type: "typed", field: "text", value: before ? `${before}\n\n${text}` : text })}
    />
  );
}

function StepFieldInput({
  field,
  ticket,
  colleagues,
  draft,
  dispatch,
}: {
  field: StepField;
  ticket: TicketDetail;
  colleagues: readonly MentionedUser[];
  draft: StepDraft;
  dispatch: (event: StepDraftEvent) => void;
}) {
  const choices = useFieldChoices(field, ticket);
  const id = `paso-${field.name}`;
  const value = draft.values[field.name] ?? "";
  const error = draft.attempted ? missingFields(draft)[field.name] : undefined;
  const put = (typed: string) => dispatch({ type: "typed", field: field.name, value: typed });
  const shared = { id, label: field.label, description: field.hint, error, value };
  if (field.name === "note") return <NoteField {...shared} colleagues={colleagues} onType={put} />;
  if (field.name === "text")
    return (
      <Textarea
        {...shared}
        autosize
        minRows={draft.step && PREVIEWED_STEPS.has(draft.step) ? 8 : 3}
        maxRows={20}
        maxLength={8000}
        onChange={(event) => put(event.currentTarget.value)}
      />
    );
  if (choices) return <NativeSelect {...shared} data={choices} onChange={(event) => put(event.currentTarget.value)} />;
  const day = field.name === "until" || field.name === "completed_on";
  return (
    <TextInput
      {...shared}
      type={field.name === "due_at" ? "datetime-local" : day ? "date" : "text"}
      max={field.name === "until" && draft.step === "extend" ? (ticket.term.extendable_until ?? undefined) : undefined}
      maxLength={200}
      autoComplete="off"
      onChange={(event) => put(event.currentTarget.value)}
    />
  );
}

interface Choice {
  value: string;
  label: string;
}

/** Return the options of a select field; null for a text field. */
function useFieldChoices({ name, required: needed }: StepField, ticket: TicketDetail): Choice[] | null {
  const types = useTypology().data?.answer_types ?? [];
  const areas = useAreas().data?.areas ?? [];
  const { close_reasons, mandate_states, priority_reasons, authorities, link_kinds } = useLabels();
  const first = (label: string): Choice => ({ value: "", label });
  if (name === "response")
    return [first(needed ? t("Elija") : t("Después")), ...types.map((type) => ({ value: type.id, label: type.name }))];
  if (name === "reason") return [first(t("Elija")), ...optionsOf(close_reasons)];
  if (name === "priority_reason") return [first(t("Elija")), ...optionsOf(priority_reasons)];
  if (name === "authority_kind") return [first(t("Elija")), ...optionsOf(authorities)];
  if (name === "result")
    return [first(t("Elija")), ...optionsOf(mandate_states).filter(({ value }) => value !== "unchecked")];
  if (name === "kind") return [first(t("Elija")), ...optionsOf(link_kinds)];
  if (name === "linked")
    return [first(t("Elija")), ...ticket.links.map(({ number, sentence }) => ({ value: number, label: sentence }))];
  if (name === "owner")
    return [first(ticket.tier === 1 ? t("Elija") : t("Nadie: a la bandeja")), ...assigneeChoices(ticket)];
  return name === "area" ? areaChoices(areas, ticket) : null;
}

/** Return the areas of an escalation: the one that the matrix names first, then the others. */
export function areaChoices(
  areas: readonly Area[],
  { escalates_to, escalates_to_name }: Pick<TicketDetail, "escalates_to" | "escalates_to_name">,
): Choice[] {
  const ofMatrix = areas.find(({ id }) => id === escalates_to);
  const first = escalates_to
    ? [
        t("{escalates_to_name} (según la matriz)", { escalates_to_name: escalates_to_name ?? escalates_to }),
        ofMatrix?.in_charge.name,
      ]
        .filter(Boolean)
        .join(" · ")
    : t("Elija el área: la matriz no la define");
  const others = areas.filter((area) => !area.written_channel && area.id !== escalates_to);
  return [
    { value: "", label: first },
    ...others.map((area) => ({ value: area.id, label: `${area.name} · ${area.in_charge.name}` })),
  ];
}

/** Return the users to whom the ticket can be assigned, as the server lists them. */
export const assigneeChoices = ({ assignees }: Pick<TicketDetail, "assignees">): Choice[] =>
  assignees.map(({ user, name, away }) => ({ value: user, label: away ? t("{name} (ausente hoy)", { name }) : name }));
