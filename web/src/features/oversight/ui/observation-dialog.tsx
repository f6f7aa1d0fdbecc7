/** The form of an observation about what is on the screen; a repeated submit stores it once. */
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { type ObservationSubject, type Observation, useMakeObservation } from "../../../api/observations";
import { longDateOfDay } from "../../../formats";
import { announce } from "../../../components/announcer";
import { Dialog } from "../../../components/dialog";
import { FormDialog } from "../../../components/form-dialog";
import { Link } from "../../../components/link";
import css from "./oversight.module.css";
import { rich, t } from "../../../i18n/translate";

interface ObservationDialogProps {
  subject: ObservationSubject;
  /** The subject in words. */
  subjectText: string;
  /** The earlier observation that it follows up. */
  follows?: string;
  close: () => void;
}

export function ObservationDialog({ subject, subjectText, follows, close }: ObservationDialogProps) {
  const [text, setText] = useState("");
  const [once] = useState(() => crypto.randomUUID());
  const observe = useMakeObservation();
  const submit = () =>
    observe.mutate(
      { about: subject, text: text.trim(), follows: follows ?? null, once },
      { onSuccess: ({ id }) => announce(t("Observación {id} enviada", { id })) },
    );
  if (observe.data) return <ObservationSent made={observe.data} close={close} />;
  return (
    <FormDialog
      title={follows ? t("Insistir en la observación {follows}", { follows }) : t("Escribir una observación")}
      submitLabel={t("Enviar")}
      canSubmit={text.trim() !== ""}
      busy={observe.isPending}
      error={observe.error}
      onSubmit={submit}
      onClose={close}
    >
      <p className={css.note}>{subjectText}</p>
      <Textarea
        label={t("Observación")}
        description={t("La coordinación la responde en el plazo del contrato. Lo que envíe no se cambia.")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={5}
        maxRows={14}
        maxLength={4000}
        data-first
      />
    </FormDialog>
  );
}

function ObservationSent({ made, close }: { made: Observation; close: () => void }) {
  return (
    <Dialog title={t("Observación {id} enviada", { id: made.id })} onClose={close}>
      <div className={css.fields}>
        <p>
          {rich("La coordinación la responde a más tardar el {due_on}. Queda en el registro y en {link}.", {
            due_on: <strong>{longDateOfDay(made.due_on)}</strong>,
            link: <Link to={`/observaciones/${made.id}`}>{t("Observaciones")}</Link>,
          })}
        </p>
        <p>
          <Button onClick={close} data-first>
            {t("Entendido")}
          </Button>
        </p>
      </div>
    </Dialog>
  );
}
