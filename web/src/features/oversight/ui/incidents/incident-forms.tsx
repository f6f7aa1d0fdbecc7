/** The forms with which a person registers an incident (M5-1-05, C3 and C5) and closes one. */
import { DateTimeField } from "../../../../components/date-field/date-time-field";
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Incident, useAvailability, useCloseIncident, useOpenIncident } from "../../../../api/incidents";
import { serverClock } from "../../../../clock";
import { localDay, fromLocalInput, localMonth, toLocalInput } from "../../model/indicator-view";
import { FormDialog } from "../../../../components/form-dialog";
import { optionsOf, useLabels } from "../../../../labels";
import { navigate } from "../../../../router";
import { t } from "../../../../i18n/translate";

export function OpenIncidentDialog({ close }: { close: () => void }) {
  const { incident_kinds } = useLabels();
  const now = serverClock.now();
  const systems = useAvailability(localMonth(localDay(now))).data?.systems ?? [];
  const [fields, setFields] = useState({
    system: "",
    kind: "outage",
    title: "",
    began: toLocalInput(now),
    ended: "",
    note: "",
  });
  const open = useOpenIncident();
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) =>
    setFields({ ...fields, [name]: event.currentTarget.value });
  const system = fields.system || systems[0]?.system || "";
  const ready =
    system !== "" &&
    fields.title.trim().length >= 3 &&
    fields.began !== "" &&
    (fields.ended === "" || fields.ended > fields.began);
  const submit = () => {
    const body = {
      system,
      kind: fields.kind as Incident["kind"],
      title: fields.title.trim(),
      began_at: fromLocalInput(fields.began),
      ended_at: fields.ended ? fromLocalInput(fields.ended) : null,
      note: fields.note.trim() || null,
    };
    open.mutate(body, {
      onSuccess: ({ id }) => {
        close();
        navigate(`/incidentes/${encodeURIComponent(id)}`);
      },
    });
  };
  return (
    <FormDialog
      title={t("Registrar un incidente")}
      submitLabel={t("Registrar")}
      canSubmit={ready}
      busy={open.isPending}
      error={open.error}
      onSubmit={submit}
      onClose={close}
    >
      <NativeSelect
        label={t("Sistema")}
        value={system}
        onChange={set("system")}
        data={systems.map(({ system: value, system_name: label }) => ({ value, label }))}
      />
      <NativeSelect
        label={t("Tipo de falla")}
        value={fields.kind}
        onChange={set("kind")}
        data={optionsOf(incident_kinds)}
      />
      <TextInput label={t("Resumen")} value={fields.title} onChange={set("title")} maxLength={200} data-first />
      <DateTimeField
        label={t("Inicio (hora de Colombia)")}
        value={fields.began}
        onChange={(began) => setFields({ ...fields, began })}
      />
      <DateTimeField
        label={t("Fin")}
        description={t("Déjelo vacío si continúa.")}
        value={fields.ended}
        onChange={(ended) => setFields({ ...fields, ended })}
        error={fields.ended !== "" && fields.ended <= fields.began ? t("Debe ser después del inicio.") : undefined}
      />
      <Textarea label={t("Nota")} value={fields.note} onChange={set("note")} autosize minRows={2} maxLength={2000} />
    </FormDialog>
  );
}

export function CloseIncidentDialog({ incident, close }: { incident: Incident; close: () => void }) {
  const [ended, setEnded] = useState("");
  const [note, setNote] = useState("");
  const end = useCloseIncident(incident.id);
  const submit = () =>
    end.mutate({ ended_at: ended ? fromLocalInput(ended) : null, note: note.trim() || null }, { onSuccess: close });
  return (
    <FormDialog
      title={t("Cerrar el incidente")}
      submitLabel={t("Cerrar el incidente")}
      canSubmit
      busy={end.isPending}
      error={end.error}
      onSubmit={submit}
      onClose={close}
    >
      <p>{incident.title}</p>
      <DateTimeField
        label={t("Fin (hora de Colombia)")}
        description={t("Déjelo vacío si terminó ahora.")}
        value={ended}
        onChange={setEnded}
        data-first
      />
      <Textarea
        label={t("Nota")}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        autosize
        minRows={2}
        maxLength={2000}
      />
    </FormDialog>
  );
}
