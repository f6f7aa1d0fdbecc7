/** The dialog that starts a contingency message on lines; who may only read sees the last messages. */
import { TimeField } from "../../../components/date-field/time-field";
import { Checkbox, NativeSelect, Textarea } from "@mantine/core";
import type { components } from "../../../api/schema";
import {
  type ContingencyChoice,
  type LineMessage,
  type LineName,
  messageAudio,
  useStartMessage,
} from "../../../api/contingency";
import { ApiProblem } from "../../../api/problem";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { Dialog } from "../../../components/dialog";
import { FormDialog } from "../../../components/form-dialog";
import { ListenButton } from "../../../components/listen-button";
import { SegmentedControl } from "../../../components/segmented-control";
import { momentPhrase } from "../../../formats";
import { inSentence, useLabels } from "../../../labels";
import { type ContingencyDraft, DURATIONS, endOf, isComplete, modeOf } from "../model/contingency";
import css from "./board.module.css";
import { t } from "../../../i18n/translate";

interface ContingencyDialogProps {
  data: components["schemas"]["ContingencyMessages"];
  lines: readonly LineName[];
  mayWrite: boolean;
  draft: ContingencyDraft;
  setDraft: (draft: ContingencyDraft) => void;
  close: () => void;
}

export function ContingencyDialog({ data, lines, mayWrite, draft, setDraft, close }: ContingencyDialogProps) {
  const start = useStartMessage();
  if (!mayWrite || data.choices.length === 0)
    return (
      <Dialog title={t("Mensajes de contingencia")} onClose={close}>
        <LatestMessages messages={data.latest} />
      </Dialog>
    );
  const now = serverClock.now();
  const choice = data.choices.find(({ id }) => id === draft.message);
  const submit = () => {
    const body = {
      message: draft.message,
      mode: modeOf(choice, draft.mode),
      until: endOf(draft, serverClock.now()) ?? "",
      reason: draft.reason.trim(),
    };
    start.mutate(
      { lines: draft.lines, body },
      {
        onSuccess: () => {
          announce(t("«{name}» quedó puesto. Lo oye quien llame desde ahora.", { name: choice?.name }));
          close();
        },
      },
    );
  };
  return (
    <FormDialog
      title={t("Mensaje de contingencia")}
      submitLabel={t("Poner el mensaje")}
      canSubmit={isComplete(draft, now)}
      busy={start.isPending}
      error={start.error}
      onSubmit={submit}
      onClose={close}
    >
      <LineChoice
        all={lines}
        inForce={data.in_force}
        lines={draft.lines}
        choose={(lines) => setDraft({ ...draft, lines })}
      />
      <MessageChoice choices={data.choices} draft={draft} setDraft={setDraft} />
      <EndChoice
        draft={draft}
        setDraft={setDraft}
        maxHours={data.max_hours}
        error={start.error instanceof ApiProblem ? start.error.fieldError("until") : undefined}
      />
      <Textarea
        label={t("Motivo")}
        description={t("Queda con su nombre. No lo oye quien llama.")}
        value={draft.reason}
        onChange={(event) => setDraft({ ...draft, reason: event.currentTarget.value })}
        autosize
        minRows={2}
        maxRows={5}
        maxLength={300}
      />
      <LatestMessages messages={data.latest} />
    </FormDialog>
  );
}

interface LineChoiceProps {
  all: readonly LineName[];
  inForce: readonly LineMessage[];
  lines: string[];
  choose: (lines: string[]) => void;
}

function LineChoice({ all, inForce, lines, choose }: LineChoiceProps) {
  const current = Object.fromEntries(inForce.map((each) => [each.line, each.message_name]));
  return (
    <Checkbox.Group label={t("Líneas")} value={lines} onChange={choose}>
      <div className={css.options}>
        {all.map(({ id, name }, index) => (
          <Checkbox
            key={id}
            value={id}
            label={name}
            description={id in current ? t("Reemplaza «{current}»", { current: current[id] }) : undefined}
            {...(index === 0 ? { "data-first": true } : {})}
          />
        ))}
      </div>
    </Checkbox.Group>
  );
}

interface PartProps {
  draft: ContingencyDraft;
  setDraft: (draft: ContingencyDraft) => void;
}

function MessageChoice({ choices, draft, setDraft }: PartProps & { choices: readonly ContingencyChoice[] }) {
  const { contingency_modes } = useLabels();
  const choice = choices.find(({ id }) => id === draft.message);
  const mode = modeOf(choice, draft.mode);
  return (
    <>
      <NativeSelect
        label={t("Mensaje")}
        value={draft.message}
        onChange={(event) => setDraft({ ...draft, message: event.currentTarget.value })}
        data={[
          { value: "", label: t("Elija un mensaje") },
          ...choices.map(({ id: value, name: label }) => ({ value, label })),
        ]}
      />
      {choice && (
        <>
          <blockquote className={css.spoken}>{choice.text}</blockquote>
          <ListenButton key={choice.id} name={choice.name} source={messageAudio(choice.id)} />
          <div>
            <p className={css.label}>{t("Cuándo se oye")}</p>
            {choice.modes.length > 1 ? (
              <SegmentedControl
                label={t("Cuándo se oye")}
                options={choice.modes.map((each) => [each, contingency_modes[each]] as const)}
                value={mode}
                onChange={(chosen) => setDraft({ ...draft, mode: chosen })}
              />
            ) : (
              <p>{contingency_modes[mode]}.</p>
            )}
            {mode === "instead" && (
              <p className={css.warning}>{t("La llamada termina con el mensaje: nadie pasará a un asesor.")}</p>
            )}
          </div>
        </>
      )}
    </>
  );
}

function EndChoice({ draft, setDraft, maxHours, error }: PartProps & { maxHours: number; error: string | undefined }) {
  const now = serverClock.now();
  const end = endOf(draft, now);
  return (
    <div>
      <p className={css.label}>{t("Por cuánto tiempo")}</p>
      <div className={css.end}>
        <SegmentedControl
          label={t("Por cuánto tiempo")}
          options={DURATIONS.filter(([each]) => each === "at" || Number(each) <= maxHours * 60)}
          value={draft.duration}
          onChange={(duration) => setDraft({ ...draft, duration })}
        />
        {draft.duration === "at" && (
          <TimeField
            aria-label={t("Hora en que se quita")}
            value={draft.at}
            onChange={(at) => setDraft({ ...draft, at })}
            error={error ? true : undefined}
          />
        )}
      </div>
      <p className={error ? css.refused : "quiet small"} role={error ? "alert" : undefined}>
        {error ??
          (end ? t("Se quita solo {end}.", { end: momentPhrase(end, now) }) : t("Escriba la hora de Colombia."))}
      </p>
    </div>
  );
}

function LatestMessages({ messages }: { messages: readonly LineMessage[] }) {
  const { contingency_ends, contingency_modes } = useLabels();
  const now = serverClock.now();
  if (messages.length === 0) return null;
  return (
    <details className={css.latest}>
      <summary>{t("Mensajes anteriores")}</summary>
      <ul>
        {messages.map((each) => (
          <li key={each.id}>
            <strong>
              {each.line_name}: {each.message_name}
            </strong>
            , {inSentence(contingency_modes[each.mode])}.{" "}
            <span className="quiet">
              {each.started_by_name}, {momentPhrase(each.started_at, now)}: {each.reason}{" "}
              {each.end && contingency_ends[each.end]}
              {each.ended_at && ` ${momentPhrase(each.ended_at, now)}`}
              {each.ended_by_name && ` (${each.ended_by_name})`}.
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
