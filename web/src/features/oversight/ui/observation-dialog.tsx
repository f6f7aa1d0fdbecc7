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
      { onSuccess: ({ id }) => announce(`Observación ${id} enviada`) },
    );
  if (observe.data) return <ObservationSent made={observe.data} close={close} />;
  return (
    <FormDialog
      title={follows ? `Insistir en la observación ${follows}` : "Escribir una observación"}
      submitLabel="Enviar"
      canSubmit={text.trim() !== ""}
      busy={observe.isPending}
      error={observe.error}
      onSubmit={submit}
      onClose={close}
    >
      <p className={css.note}>{subjectText}</p>
      <Textarea
        label="Observación"
        description="La coordinación la responde en el plazo del contrato. Lo que envíe no se cambia."
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
    <Dialog title={`Observación ${made.id} enviada`} onClose={close}>
      <div className={css.fields}>
        <p>
          La coordinación la responde a más tardar el <strong>{longDateOfDay(made.due_on)}</strong>. Queda en el
          registro y en <Link to={`/observaciones/${made.id}`}>Observaciones</Link>.
        </p>
        <p>
          <Button onClick={close} data-first>
            Entendido
          </Button>
        </p>
      </div>
    </Dialog>
  );
}
