/** The dialog that changes the queues that an advisor serves now, until a time of today. */
import { TimeField } from "../../../components/date-field/time-field";
import { NativeSelect, Textarea } from "@mantine/core";
import { useState } from "react";
import { useStartOverride } from "../../../api/queue-overrides";
import { type Levels, type RosterAdvisor, useRoster } from "../../../api/roster";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { Dialog } from "../../../components/dialog";
import { FormDialog } from "../../../components/form-dialog";
import { Failure, Loading } from "../../../components/load-states";
import { isOverrideComplete, type OverrideDraft, toOverrideForm } from "../model/queue-override";
import { restrictionOf, withLevel } from "../model/roster-list";
import css from "./roster.module.css";
import { t } from "../../../i18n/translate";

const LEVELS = Array.from({ length: 10 }, (_, index) => String(index + 1));

interface OverrideDialogProps {
  advisor: string;
  name: string;
  /** The queues of a change that holds; undefined without one. */
  present: Levels | undefined;
  close: () => void;
}

export function OverrideDialog({ advisor, name, present, close }: OverrideDialogProps) {
  const { data, error } = useRoster({ q: advisor });
  const found = data?.advisors.find(({ user }) => user === advisor);
  if (found && data)
    return <OverrideForm advisor={found} queues={data.queues} initial={present ?? found.levels} close={close} />;
  return (
    <Dialog title={t("Colas de {name}, ahora", { name })} onClose={close}>
      {error || data ? (
        <Failure error={error} title={t("No se pudieron leer sus colas.")} />
      ) : (
        <Loading label={t("Leyendo sus colas…")} />
      )}
    </Dialog>
  );
}

interface OverrideFormProps {
  advisor: RosterAdvisor;
  queues: readonly { id: string; name: string }[];
  initial: Levels;
  close: () => void;
}

function OverrideForm({ advisor, queues, initial, close }: OverrideFormProps) {
  const start = useStartOverride();
  const [draft, setDraft] = useState<OverrideDraft>({ levels: initial, at: "", reason: "" });
  const now = serverClock.now();
  const submit = () =>
    start.mutate(
      { advisor: advisor.user, body: toOverrideForm(draft, serverClock.now()) },
      {
        onSuccess: () => {
          announce(t("Las colas de {name} cambiaron desde ya.", { name: advisor.name }));
          close();
        },
      },
    );
  return (
    <FormDialog
      title={t("Colas de {name}, ahora", { name: advisor.name })}
      submitLabel={t("Cambiar ahora")}
      canSubmit={isOverrideComplete(draft, now)}
      busy={start.isPending}
      error={start.error}
      onSubmit={submit}
      onClose={close}
    >
      <p className="quiet small">
        {t(
          "Vale enseguida y se devuelve solo. La llamada que tenga, o que le timbre, sigue igual. Más nivel: recibe antes.",
        )}
      </p>
      <div className={css.levels}>
        {queues.map(({ id, name }, index) => {
          const restriction = restrictionOf(advisor, id);
          return (
            <NativeSelect
              key={id}
              label={name}
              description={
                restriction && draft.levels[id] ? t("No la atenderá: {restriction}", { restriction }) : undefined
              }
              value={String(draft.levels[id] ?? 0)}
              data={[{ value: "0", label: t("No la atiende") }, ...LEVELS]}
              onChange={(event) =>
                setDraft({ ...draft, levels: withLevel(draft.levels, id, Number(event.currentTarget.value)) })
              }
              {...(index === 0 ? { "data-first": true } : {})}
            />
          );
        })}
      </div>
      <TimeField
        label={t("Hasta las")}
        description={t("De hoy. Vacío: hasta que termine el día.")}
        value={draft.at}
        onChange={(at) => setDraft({ ...draft, at })}
      />
      <Textarea
        label={t("Motivo")}
        description={t("Queda con su nombre. Sin datos personales de ciudadanos.")}
        value={draft.reason}
        onChange={(event) => setDraft({ ...draft, reason: event.currentTarget.value })}
        autosize
        minRows={2}
        maxRows={4}
        maxLength={300}
      />
    </FormDialog>
  );
}
