/** An incident that a person registers, as those of telecommunications (C3, C5), and the end of one. */
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Incident, useAvailability, useCloseIncident, useOpenIncident } from "../../../../api/incidents";
import { serverClock } from "../../../../clock";
import { dayOf, fromLocal, monthOf, toLocal } from "../../model/indicator-view";
import { FormDialog } from "../../../../components/form-dialog";
import { go } from "../../../../router";

export function OpenDialog({ close }: { close: () => void }) {
  const now = serverClock.now();
  const systems = useAvailability(monthOf(dayOf(now))).data?.systems ?? [];
  const [fields, setFields] = useState({ system: "", kind: "outage", title: "", began: toLocal(now), ended: "", note: "" });
  const open = useOpenIncident();
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) => setFields({ ...fields, [name]: event.currentTarget.value });
  const system = fields.system || systems[0]?.system || "";
  const ready = system !== "" && fields.title.trim().length >= 3 && fields.began !== "" && (fields.ended === "" || fields.ended > fields.began);
  const submit = () => {
    const body = { system, kind: fields.kind as Incident["kind"], title: fields.title.trim(), began_at: fromLocal(fields.began), ended_at: fields.ended ? fromLocal(fields.ended) : null, note: fields.note.trim() || null };
    open.mutate(body, { onSuccess: ({ id }) => { close(); go(`/incidentes/${encodeURIComponent(id)}`); } });
  };
  return (
    <FormDialog title="Registrar un incidente" button="Registrar" ready={ready} busy={open.isPending} error={open.error} submit={submit} close={close}>
      <NativeSelect label="Sistema" value={system} onChange={set("system")} data={systems.map(({ system: value, system_name: label }) => ({ value, label }))} />
      <NativeSelect label="Qué pasa" value={fields.kind} onChange={set("kind")} data={[{ value: "outage", label: "Está fuera de servicio" }, { value: "degraded", label: "Funciona, pero mal" }]} />
      <TextInput label="En una frase" value={fields.title} onChange={set("title")} maxLength={200} data-first />
      <TextInput type="datetime-local" label="Comenzó (hora de Colombia)" value={fields.began} onChange={set("began")} />
      <TextInput type="datetime-local" label="Terminó" description="Vacío si sigue." value={fields.ended} onChange={set("ended")} error={fields.ended !== "" && fields.ended <= fields.began ? "Debe ser después del comienzo." : undefined} />
      <Textarea label="Nota" value={fields.note} onChange={set("note")} autosize minRows={2} maxLength={2000} />
    </FormDialog>
  );
}

export function CloseDialog({ incident, close }: { incident: Incident; close: () => void }) {
  const [ended, setEnded] = useState("");
  const [note, setNote] = useState("");
  const end = useCloseIncident(incident.id);
  const submit = () => end.mutate({ ended_at: ended ? fromLocal(ended) : null, note: note.trim() || null }, { onSuccess: close });
  return (
    <FormDialog title="Cerrar el incidente" button="Cerrar el incidente" ready busy={end.isPending} error={end.error} submit={submit} close={close}>
      <p>{incident.title}</p>
      <TextInput type="datetime-local" label="Terminó (hora de Colombia)" description="Vacío si terminó ahora." value={ended} onChange={(event) => setEnded(event.currentTarget.value)} data-first />
      <Textarea label="Nota" value={note} onChange={(event) => setNote(event.currentTarget.value)} autosize minRows={2} maxLength={2000} />
    </FormDialog>
  );
}
