/** The form of a new absence. */
import { DateField } from "../../../components/date-field/date-field";
import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useRecordAbsence, useRosterPeople } from "../../../api/roster";
import { announce } from "../../../components/announcer";
import { FormDialog } from "../../../components/form-dialog";
import { absenceErrors, type AbsenceDraft, possibleDeputies } from "../model/absences";
import css from "./roster.module.css";
import { t } from "../../../i18n/translate";

const EMPTY: AbsenceDraft = { user: "", first_day: "", last_day: "", reason: "", deputy: "" };

export function AbsenceDialog({ close }: { close: () => void }) {
  const people = useRosterPeople().data?.people ?? [];
  const record = useRecordAbsence();
  const [draft, setDraft] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const wrong = tried ? absenceErrors(draft) : {};
  const chosen = people.find(({ user }) => user === draft.user);
  const deputies = chosen ? possibleDeputies(chosen, people) : [];
  const set = (fields: Partial<AbsenceDraft>) => setDraft({ ...draft, ...fields });
  const submit = () => {
    setTried(true);
    if (Object.keys(absenceErrors(draft)).length) return;
    record.mutate(
      { ...draft, reason: draft.reason.trim(), deputy: draft.deputy || null },
      {
        onSuccess: ({ name }) => {
          announce(t("Se registró la ausencia de {name}.", { name }));
          close();
        },
      },
    );
  };
  return (
    <FormDialog
      title={t("Registrar una ausencia")}
      submitLabel={t("Registrar")}
      canSubmit
      busy={record.isPending}
      error={record.error}
      onSubmit={submit}
      onClose={close}
    >
      <NativeSelect
        label={t("Persona")}
        data-first
        value={draft.user}
        error={wrong.user}
        data={[
          { value: "", label: t("Escoja") },
          ...people.map(({ user, name }) => ({ value: user, label: `${name} (${user})` })),
        ]}
        onChange={(event) => set({ user: event.currentTarget.value, deputy: "" })}
      />
      <div className={css.days}>
        <DateField
          label={t("Primer día")}
          value={draft.first_day}
          error={wrong.first_day}
          onChange={(day) => set({ first_day: day })}
        />
        <DateField
          label={t("Último día")}
          value={draft.last_day}
          error={wrong.last_day}
          onChange={(day) => set({ last_day: day })}
        />
      </div>
      <TextInput
        label={t("Motivo")}
        description={t("Lo leen quienes registran ausencias; nadie más.")}
        maxLength={200}
        value={draft.reason}
        error={wrong.reason}
        onChange={(event) => set({ reason: event.currentTarget.value })}
      />
      <NativeSelect
        label={t("Quién suple")}
        disabled={!chosen}
        value={draft.deputy}
        data={[
          {
            value: "",
            label: chosen?.deputy_name
              ? t("Como siempre: {deputy_name}", { deputy_name: chosen.deputy_name })
              : t("Como siempre"),
          },
          ...deputies.map(({ user, name }) => ({ value: user, label: name })),
        ]}
        onChange={(event) => set({ deputy: event.currentTarget.value })}
      />
    </FormDialog>
  );
}
