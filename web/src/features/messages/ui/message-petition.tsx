/** The form that files a petition from a message, or links the message to an existing ticket. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useMemo, useState } from "react";
import type { TicketForm, VoiceMessage } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { useAttendVoiceMessage, useFileVoiceMessage, useTypology } from "../../../api/queries";
import { topicValue, parseTopicValue } from "../../tickets/model/form";
import { isCompleteTopic, typologyLeaves } from "../../tickets/model/typology";
import { SUBMIT_KEYS, SUBMIT_SHORTCUT, useRegisteredShortcuts } from "../../../keyboard-shortcuts";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { TopicSelect } from "../../tickets/ui/topic-select";
import css from "./messages.module.css";
import {
  deletePetitionDraft,
  savePetitionDraft,
  loadPetitionDraft,
  petitionKey,
  missingFields,
  toPetition,
} from "../model/petition-draft";
import { t } from "../../../i18n/translate";

export function MessagePetition({ message }: { message: VoiceMessage }) {
  return (
    <>
      <PetitionForm message={message} />
      <ExistingTicketForm message={message} />
    </>
  );
}

function useDone(message: VoiceMessage) {
  return ({ ticket }: VoiceMessage) => {
    deletePetitionDraft(message.id);
    announce(t("Mensaje atendido con el ticket {ticket}.", { ticket: ticket ?? "" }));
  };
}

function PetitionForm({ message }: { message: VoiceMessage }) {
  const typology = useTypology();
  const file = useFileVoiceMessage(message.id, petitionKey(message.id));
  const [form, setForm] = useState<TicketForm>(() => loadPetitionDraft(message.id));
  const [tried, setTried] = useState(false);
  const leaves = useMemo(() => typologyLeaves(typology.data), [typology.data]);
  const without = missingFields(form, isCompleteTopic(leaves, form));
  const done = useDone(message);
  const edit = (change: Partial<TicketForm>) => {
    const next = { ...form, ...change };
    setForm(next);
    savePetitionDraft(message.id, next);
  };
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    const [first] = Object.keys(without);
    if (first) document.getElementById(first === "theme" ? "tipificacion" : "texto")?.focus();
    else if (!file.isPending) file.mutate(toPetition(form), { onSuccess: done });
  };
  useRegisteredShortcuts(SUBMIT_KEYS);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    if (event.ctrlKey || event.metaKey) submit();
    // Enter in the topic selects; it must never file an unfinished petition.
    if ((event.target as Element).tagName === "INPUT") event.preventDefault();
  };
  return (
    <form className={css.form} onSubmit={submit} onKeyDown={onKeyDown} aria-labelledby="atender" noValidate>
      <h3 id="atender" className="unseen">
        {t("Radicar la petición")}
      </h3>
      {typology.error && (
        <Failure
          error={typology.error}
          title={t("No se pudo leer la tipología.")}
          retry={() => void typology.refetch()}
        />
      )}
      <TopicSelect
        typology={typology.data}
        value={topicValue(form)}
        label={t("Tipología")}
        error={tried ? without.theme : undefined}
        onChange={(next) => edit(parseTopicValue(next))}
      />
      <Textarea
        id="texto"
        label={t("Petición de quien dejó el mensaje")}
        description={t("Con las palabras de la persona. Es el texto del ticket.")}
        size="md"
        autosize
        minRows={4}
        maxRows={14}
        maxLength={4000}
        value={form.text}
        error={tried ? without.text : undefined}
        onChange={(event) => edit({ text: event.currentTarget.value })}
      />
      {Boolean(file.error) && (
        <Failure
          error={file.error}
          retry={file.error instanceof ApiProblem && file.error.retryable ? () => submit() : undefined}
        />
      )}
      <p className={css.acts}>
        <Button type="submit" size="md" loading={file.isPending}>
          {t("Radicar y dar por atendido")} <kbd>{SUBMIT_SHORTCUT.label}</kbd>
        </Button>
      </p>
    </form>
  );
}

/** The form for an existing ticket. The caller may have called again and told an advisor: one petition, one number. */
function ExistingTicketForm({ message }: { message: VoiceMessage }) {
  const attend = useAttendVoiceMessage(message.id);
  const [number, setNumber] = useState("");
  const done = useDone(message);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (number.trim() && !attend.isPending) attend.mutate(number, { onSuccess: done });
  };
  return (
    <details className={css.already}>
      <summary>{t("Ya está radicado con otro ticket")}</summary>
      <form className={css.form} onSubmit={submit} noValidate>
        <TextInput
          label={t("Número de radicado")}
          description={t("Con guiones, con espacios o seguido.")}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
          maxLength={40}
          autoComplete="off"
          inputMode="numeric"
          error={attend.error instanceof ApiProblem ? attend.error.message : undefined}
        />
        <p className={css.acts}>
          <Button type="submit" variant="default" loading={attend.isPending} disabled={!number.trim()}>
            {t("Dar por atendido")}
          </Button>
        </p>
      </form>
    </details>
  );
}
