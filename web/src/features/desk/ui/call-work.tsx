/** The work of a call: its topic, a ticket from it, and the end of the wrap-up. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useEffect, useMemo, useState } from "react";
import type { Advisor, Call, TicketForm } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { useStoreDisposition, useTypology } from "../../../api/queries";
import { useFileTicket } from "../../../api/tickets";
import {
  toFilingRequest,
  missingFieldId,
  primaryAction,
  missingFields,
  pickErrors,
  type SubmitAction,
} from "../../tickets/model/filing";
import { topicValue, parseTopicValue, type FormField, isEmptyForm, formTopic } from "../../tickets/model/form";
import { isCheckedInCall } from "../../tickets/model/mandate";
import { isCompleteTopic, type Leaf, typologyLeaves } from "../../tickets/model/typology";
import { useIsLive } from "../../../realtime/desk-hooks";
import { scriptProgress } from "../model/script-progress";
import { deleteDraft, useDraft } from "../../tickets/model/use-draft";
import {
  SHORTCUTS,
  SUBMIT_KEYS,
  SUBMIT_SHORTCUT,
  useRegisteredShortcuts,
  useShortcuts,
} from "../../../keyboard-shortcuts";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { type CallPeople, ContactFields, OutcomeFields, useCallPeople } from "../../tickets/ui/petition-fields";
import css from "./desk.module.css";
import { FiledTicket } from "../../tickets/ui/filed-ticket";
import { TopicSelect } from "../../tickets/ui/topic-select";
import { rich, t } from "../../../i18n/translate";

interface CallWorkProps {
  call: Pick<Call, "id" | "stage">;
  advisor: Advisor;
  /** Called after the late disposition of an ended call is stored. */
  onDispositionStored?: () => void;
}

export function CallWork({ call, advisor, onDispositionStored }: CallWorkProps) {
  const people = useCallPeople(call.id);
  const typology = useTypology();
  const leaves = useMemo(() => typologyLeaves(typology.data), [typology.data]);
  const work = useCallWork(call, people, leaves, onDispositionStored);
  const { form, conflicts, saveState, keeper } = work;
  const edit = keeper.edit.bind(keeper);
  const leaf = leaves.find((each) => each.value === topicValue(form));
  const step = primaryAction(call, form);
  useShortcuts({ ticket: () => document.getElementById(form.ticket ? "tipificacion" : "texto")?.focus() });
  useStepsOfForm(call.id, form, isCompleteTopic(leaves, form), onDispositionStored === undefined);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    void work.go(step);
  };
  useRegisteredShortcuts(SUBMIT_KEYS);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    if (event.ctrlKey || event.metaKey) submit();
    // Enter in a field selects or does nothing; it must never file an unfinished ticket.
    if ((event.target as Element).tagName === "INPUT") event.preventDefault();
  };
  return (
    <form className={`panel ${css.work}`} onSubmit={submit} onKeyDown={onKeyDown} aria-labelledby="trabajo" noValidate>
      <header className={css.workHead}>
        <h2 id="trabajo">{form.ticket ? t("Ticket radicado") : t("Tipificación y ticket")}</h2>
        <SaveStateLabel blank={isEmptyForm(form)} saveState={saveState} />
      </header>
      {typology.error && (
        <Failure
          error={typology.error}
          title={t("No se pudo leer la tipología.")}
          retry={() => void typology.refetch()}
        />
      )}
      {form.ticket && <FiledTicket number={form.ticket} />}
      <TopicSelect
        typology={typology.data}
        value={topicValue(form)}
        error={work.errors.theme}
        onChange={(choice) => edit(parseTopicValue(choice))}
      />
      <DraftConflict field="theme" words={conflicts.theme} settle={keeper.resolveConflict.bind(keeper)} />
      {!form.ticket && (
        <>
          <Textarea
            id="texto"
            label={t("Petición de quien llama")}
            description={t(
              "Con las palabras de la persona. Es el texto del ticket; si no hace falta un ticket, déjelo vacío.",
            )}
            size="md"
            classNames={{ root: css.text, wrapper: css.textWrapper, input: css.textInput }}
            value={form.text}
            error={work.errors.text}
            onChange={(event) => edit({ text: event.currentTarget.value })}
            aria-keyshortcuts="Alt+T"
            maxLength={4000}
          />
          <DraftConflict field="text" words={conflicts.text} settle={keeper.resolveConflict.bind(keeper)} />
          <OutcomeFields form={form} edit={edit} errors={work.errors} leaf={leaf} people={people} />
          <DraftConflict field="answer" words={conflicts.answer} settle={keeper.resolveConflict.bind(keeper)} />
          <ContactFields form={form} edit={edit} errors={work.errors} people={people} />
          <DraftConflict field="email" words={conflicts.email} settle={keeper.resolveConflict.bind(keeper)} />
        </>
      )}
      <Textarea
        label={t("Nota de la tipificación (opcional)")}
        rows={form.ticket ? 3 : 1}
        value={form.note}
        onChange={(event) => edit({ note: event.currentTarget.value })}
        maxLength={1000}
      />
      <DraftConflict field="note" words={conflicts.note} settle={keeper.resolveConflict.bind(keeper)} />
      {work.problem && (
        <Failure error={work.problem} retry={work.problem.retryable ? () => void work.go(step) : undefined} />
      )}
      <WorkActions
        call={call}
        advisor={advisor}
        late={onDispositionStored !== undefined}
        form={form}
        action={step}
        busy={work.busy}
        go={work.go}
        another={() => {
          keeper.startAnother();
          announce(t("Formulario de otro ticket."));
        }}
      />
    </form>
  );
}

function useCallWork(
  call: CallWorkProps["call"],
  { customerId: customer, speaker }: CallPeople,
  leaves: readonly Leaf[],
  completed: CallWorkProps["onDispositionStored"],
) {
  const draft = useDraft(call.id);
  const file = useFileTicket();
  const dispose = useStoreDisposition(call.id);
  const [tried, setTried] = useState<SubmitAttempt | null>(null);
  const { form, keeper } = draft;
  const isComplete = isCompleteTopic(leaves, form);
  const missing = (step: SubmitAction) =>
    missingFields(step, form, isComplete, customer, isCheckedInCall(form, speaker));

  const fileTicket = async () => {
    const ticket = await file.mutateAsync({ key: form.key, ...toFilingRequest(form, call.id, customer) });
    keeper.markFiled(ticket.number);
    announce(
      t("Ticket radicado. {spoken} {due_spoken}", { spoken: ticket.spoken, due_spoken: ticket.due_spoken ?? "" }),
    );
    await dispose.mutateAsync({ ...dispositionTopic(form), finish: false });
  };
  const finish = async () => {
    await dispose.mutateAsync({ ...dispositionTopic(form), finish: true });
    keeper.discard();
    void deleteDraft(call.id).catch(() => {}); // the server also deletes drafts of finished calls
    completed?.();
  };
  const go = async (step: SubmitAction) => {
    const fields = Object.keys(missing(step)) as FormField[];
    setTried({ action: step, fields });
    if (fields.length) return document.getElementById(missingFieldId(fields[0]))?.focus();
    await keeper.pauseSaving();
    await (step === "file" ? fileTicket() : finish()).catch(() => {}); // the mutation keeps the error
    keeper.resumeSaving();
  };
  const error = file.error ?? dispose.error;
  return {
    ...draft,
    go,
    busy: file.isPending || dispose.isPending,
    problem: error instanceof ApiProblem ? error : null,
    errors: tried ? pickErrors(tried.fields, missing(tried.action)) : {},
  };
}

/** Tick the steps of the script that the form does; a call that is completed later has no script any more. */
function useStepsOfForm(call: string, form: TicketForm, hasTopic: boolean, enabled: boolean): void {
  const filed = form.ticket !== "";
  useEffect(() => {
    const store = scriptProgress(); // the form of another ticket begins without a topic, but the call has one
    if (enabled) store.setEvent(call, "typology", hasTopic || store.has(call, "ticket"));
  }, [call, hasTopic, enabled]);
  useEffect(() => {
    if (enabled && filed) scriptProgress().setEvent(call, "ticket");
  }, [call, filed, enabled]);
}

/**
 * The fields that were missing at the last submit. A field that appears later shows no error before the next submit.
 */
interface SubmitAttempt {
  action: SubmitAction;
  fields: readonly FormField[];
}

const dispositionTopic = (form: TicketForm) => ({
  ...formTopic(form),
  ...(form.note.trim() ? { note: form.note } : {}),
});

const SAVE_STATE_LABELS = { here: t("Guardado en este equipo"), saving: t("Guardando…"), saved: t("Guardado") };
function SaveStateLabel({ blank, saveState }: { blank: boolean; saveState: keyof typeof SAVE_STATE_LABELS }) {
  return (
    <p className="quiet small" aria-live="off">
      {blank ? "" : SAVE_STATE_LABELS[saveState]}
    </p>
  );
}

/** A conflict between two tabs; the user chooses. */
function DraftConflict({
  field,
  words,
  settle,
}: {
  field: FormField;
  words: string | undefined;
  settle: (field: FormField, take: boolean) => void;
}) {
  if (words === undefined) return null;
  return (
    <div className={css.other} role="alert">
      <p>{t("En otra ventana se escribió: «{words}»", { words: words || t("nada") })}</p>
      <div>
        <Button size="compact-sm" variant="default" onClick={() => settle(field, true)}>
          {t("Usar ese texto")}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={() => settle(field, false)}>
          {t("Conservar este texto")}
        </Button>
      </div>
    </div>
  );
}

interface WorkActionsProps {
  call: CallWorkProps["call"];
  advisor: Advisor;
  /** Whether the call ended without a disposition and is completed later. */
  late: boolean;
  form: TicketForm;
  action: SubmitAction;
  busy: boolean;
  go: (step: SubmitAction) => Promise<void>;
  another: () => void;
}

/** Focus a button once it is enabled, if no other element has the focus; a disabled button cannot have it. */
function useFocusRecovery(id: string, can: boolean): void {
  useEffect(() => {
    // Read-only content, such as a ticket's number, yields the focus.
    const isReadOnly = document.activeElement?.getAttribute("tabindex") === "-1";
    if (can && (isReadOnly || document.activeElement === document.body))
      document.getElementById(id)?.focus({ preventScroll: true });
  }, [id, can]);
}

const NEXT_STATE_LABELS: Record<string, string> = { paused: t("pasar a pausa"), offline: t("quedar fuera de turno") };

function WorkActions({ call, advisor, late, form, action, busy, go, another }: WorkActionsProps) {
  const live = useIsLive();
  const ending = call.stage === "wrap_up";
  const filing = action === "file";
  const hint = <kbd>{SUBMIT_SHORTCUT.label}</kbd>;
  useFocusRecovery("principal", ending && !filing && live && !busy);
  return (
    <footer className={css.steps}>
      {!live && (
        <p className={css.refused}>
          {t("Sin conexión: puede seguir escribiendo. Este botón se activa cuando vuelva la conexión.")}
        </p>
      )}
      {form.ticket && (
        <Button size="md" variant="default" onClick={another}>
          {t("Radicar otro ticket")}
        </Button>
      )}
      {ending && filing && (
        <Button size="md" variant="default" disabled={!live || busy} onClick={() => void go("finish")}>
          {late ? t("Guardar sin radicar") : t("Terminar sin radicar")}
        </Button>
      )}
      {filing && !form.ticket && (
        <Button type="submit" size="md" loading={busy} disabled={!live}>
          {rich("Radicar ticket {hint}", { hint })}
        </Button>
      )}
      {ending && !filing && (
        <Button type="submit" size="md" color="lila" id="principal" loading={busy} disabled={!live}>
          {late
            ? t("Guardar la tipificación")
            : t("Terminar y {nextStateLabels}", {
                nextStateLabels: NEXT_STATE_LABELS[advisor.pending ?? ""] ?? t("quedar disponible"),
              })}{" "}
          {hint}
        </Button>
      )}
      <span className="unseen">
        {SHORTCUTS.ticket.label}: {SHORTCUTS.ticket.does}
      </span>
    </footer>
  );
}
