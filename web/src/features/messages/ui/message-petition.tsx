/** The form that turns a message into a petition; or the number of the one that was filed already. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useMemo, useState } from "react";
import type { Form, VoiceMessage } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { useAttendMessage, useFileMessage, useTypology } from "../../../api/queries";
import { choiceOf, chosen } from "../../tickets/model/form";
import { isWhole, leavesOf } from "../../tickets/model/typology";
import { SUBMIT } from "../../../keyboard-shortcuts";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { Topic } from "../../tickets/ui/topic-select";
import css from "./messages.module.css";
import { drop, keep, kept, keyOf, missing, petitionOf } from "../model/petition-draft";

export function Attend({ message }: { message: VoiceMessage }) {
  return (
    <>
      <FilePetition message={message} />
      <FiledAlready message={message} />
    </>
  );
}

function useDone(message: VoiceMessage) {
  return ({ ticket }: VoiceMessage) => {
    drop(message.id);
    announce(`Mensaje atendido con el ticket ${ticket ?? ""}.`);
  };
}

function FilePetition({ message }: { message: VoiceMessage }) {
  const typology = useTypology();
  const file = useFileMessage(message.id, keyOf(message.id));
  const [form, setForm] = useState<Form>(() => kept(message.id));
  const [tried, setTried] = useState(false);
  const leaves = useMemo(() => leavesOf(typology.data), [typology.data]);
  const without = missing(form, isWhole(leaves, form));
  const done = useDone(message);
  const edit = (change: Partial<Form>) => {
    const next = { ...form, ...change };
    setForm(next);
    keep(message.id, next);
  };
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    const [first] = Object.keys(without);
    if (first) document.getElementById(first === "theme" ? "tipificacion" : "texto")?.focus();
    else if (!file.isPending) file.mutate(petitionOf(form), { onSuccess: done });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    if (event.ctrlKey || event.metaKey) submit();
    // Enter in the theme chooses: it must never file what is not finished.
    if ((event.target as Element).tagName === "INPUT") event.preventDefault();
  };
  return (
    <form className={css.form} onSubmit={submit} onKeyDown={onKeyDown} aria-labelledby="atender" noValidate>
      <h3 id="atender" className="unseen">Radicar lo que pide</h3>
      {typology.error && <Failure error={typology.error} what="No se pudo leer la tipología." again={() => void typology.refetch()} />}
      <Topic typology={typology.data} value={choiceOf(form)} label="De qué se trata" error={tried ? without.theme : undefined} onChange={(next) => edit(chosen(next))} />
      <Textarea id="texto" label="Qué pide quien dejó el mensaje" description="Con sus palabras. Es el texto del ticket." size="md" autosize minRows={4} maxRows={14} maxLength={4000}
        value={form.text} error={tried ? without.text : undefined} onChange={(event) => edit({ text: event.currentTarget.value })} />
      {Boolean(file.error) && <Failure error={file.error} again={file.error instanceof ApiProblem && file.error.retryable ? () => submit() : undefined} />}
      <p className={css.acts}><Button type="submit" size="md" loading={file.isPending}>Radicar y dar por atendido <kbd>{SUBMIT.label}</kbd></Button></p>
    </form>
  );
}

/** Whoever called again may have told it to an advisor meanwhile: one petition, one number. */
function FiledAlready({ message }: { message: VoiceMessage }) {
  const attend = useAttendMessage(message.id);
  const [number, setNumber] = useState("");
  const done = useDone(message);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (number.trim() && !attend.isPending) attend.mutate(number, { onSuccess: done });
  };
  return (
    <details className={css.already}>
      <summary>Ya está radicado con otro ticket</summary>
      <form className={css.form} onSubmit={submit} noValidate>
        <TextInput label="Número del radicado" description="Con guiones, con espacios o seguido." value={number} onChange={(event) => setNumber(event.currentTarget.value)} maxLength={40} autoComplete="off" inputMode="numeric"
          error={attend.error instanceof ApiProblem ? attend.error.message : undefined} />
        <p className={css.acts}><Button type="submit" variant="default" loading={attend.isPending} disabled={!number.trim()}>Dar por atendido</Button></p>
      </form>
    </details>
  );
}
