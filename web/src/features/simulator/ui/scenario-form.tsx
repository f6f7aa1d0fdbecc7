/** The form of a simulated call: the line, the moment, the caller, and the staff on duty. */
import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import type { SimulatedAnswer, SimulatorSite } from "../../../api/simulations";
import { DateField } from "../../../components/date-field/date-field";
import { type Call, faultsOf, floorText, STAFF, type Staff } from "../model/scenario";
import css from "./simulator.module.css";
import { t } from "../../../i18n/translate";

interface ScenarioFormProps {
  site: SimulatorSite;
  call: Call;
  onChange: (call: Call) => void;
  onCall: () => void;
  running: boolean;
}

export function ScenarioForm({ site, call, onChange, onCall, running }: ScenarioFormProps) {
  const set = (changes: Partial<Call>) => onChange({ ...call, ...changes });
  const faults = faultsOf(call);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (Object.keys(faults).length === 0) onCall();
  };
  return (
    <form className={css.form} onSubmit={send} noValidate>
      <NativeSelect
        label={t("Línea")}
        value={call.line}
        onChange={(event) => set({ line: event.currentTarget.value })}
        data={site.lines.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <DateField label={t("Día")} value={call.day} onChange={(day) => set({ day })} error={faults.day} />
      <TextInput
        label={t("Hora")}
        placeholder="18:59"
        value={call.at}
        onChange={(event) => set({ at: event.currentTarget.value })}
        error={faults.at}
        autoComplete="off"
      />
      <TextInput
        label={t("Número de quien llama")}
        value={call.hidden ? "" : call.number}
        placeholder={call.hidden ? t("Oculto") : ""}
        disabled={call.hidden}
        onChange={(event) => set({ number: event.currentTarget.value.trim() })}
        error={faults.number}
        inputMode="tel"
        autoComplete="off"
      />
      <div className={css.checks}>
        <Checkbox
          label={t("Oculta su número")}
          checked={call.hidden}
          onChange={(event) => set({ hidden: event.currentTarget.checked })}
        />
        <Checkbox
          label={t("Es un gran cliente")}
          checked={call.largeClient}
          onChange={(event) => set({ largeClient: event.currentTarget.checked })}
        />
        <Checkbox
          label={t("Llega por una troncal conocida")}
          checked={call.trusted}
          onChange={(event) => set({ trusted: event.currentTarget.checked })}
        />
        <Checkbox
          label={t("La línea puede grabar")}
          checked={call.records}
          onChange={(event) => set({ records: event.currentTarget.checked })}
        />
      </div>
      <NativeSelect
        label={t("Asesores y colas")}
        value={call.staff}
        onChange={(event) => set({ staff: event.currentTarget.value as Staff })}
        data={[...STAFF, ...(call.floor ? [{ value: "saved", label: t("Los de la prueba que abrió") }] : [])]}
      />
      {call.staff === "saved" && call.floor && <p className={`quiet ${css.floor}`}>{floorText(call.floor, site)}</p>}
      {call.staff === "custom" && (
        <>
          <Count
            label={t("Asesores de turno")}
            value={call.advisors}
            max={200}
            onChange={(advisors) => set({ advisors })}
          />
          <Count
            label={t("De ellos, ya hablan")}
            value={call.busy}
            max={call.advisors}
            onChange={(busy) => set({ busy })}
          />
          <Count
            label={t("Esperan en cada cola")}
            value={call.waiting}
            max={100}
            onChange={(waiting) => set({ waiting })}
          />
        </>
      )}
      {site.messages.length > 0 && (
        <NativeSelect
          label={t("Mensaje de contingencia")}
          value={call.message}
          onChange={(event) => set({ message: event.currentTarget.value, mode: null })}
          data={[
            { value: "", label: t("Ninguno") },
            ...site.messages.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      {site.lookups.map((lookup) => (
        <LookupAnswer
          key={lookup.step}
          lookup={lookup}
          answers={call.lookups[lookup.step] ?? []}
          onChange={(answers) => set({ lookups: { ...call.lookups, [lookup.step]: answers } })}
        />
      ))}
      <Button type="submit">{running ? t("Volver a llamar") : t("Llamar")}</Button>
    </form>
  );
}

interface LookupAnswerProps {
  lookup: SimulatorSite["lookups"][number];
  answers: SimulatedAnswer[];
  onChange: (answers: SimulatedAnswer[]) => void;
}
const SAVED = "saved";

/** What a look-up answers each time; an opened try may have several answers, or values of its own. */
function LookupAnswer({ lookup, answers, onChange }: LookupAnswerProps) {
  const [first] = answers;
  const isSimple = answers.length === 1 && Object.keys(first?.values ?? {}).length === 0;
  const labelOf = (outcome: string) => lookup.answers.find(({ id }) => id === outcome)?.label ?? outcome;
  const saved = { value: SAVED, label: answers.map(({ outcome }) => labelOf(outcome)).join(t("; luego ")) };
  return (
    <NativeSelect
      label={t("{lookup}: qué responde", { lookup: lookup.name })}
      value={isSimple ? first?.outcome : SAVED}
      onChange={(event) => {
        if (event.currentTarget.value !== SAVED) onChange([{ outcome: event.currentTarget.value, values: {} }]);
      }}
      data={[
        ...(isSimple ? [] : [{ ...saved, label: t("Como en la prueba: {answers}", { answers: saved.label }) }]),
        ...lookup.answers.map(({ id, label }) => ({ value: id, label })),
      ]}
    />
  );
}

interface CountProps {
  label: string;
  value: number;
  max: number;
  onChange: (value: number) => void;
}

function Count({ label, value, max, onChange }: CountProps) {
  return (
    <NumberInput
      label={label}
      value={value}
      min={0}
      max={max}
      clampBehavior="strict"
      allowDecimal={false}
      onChange={(typed) => onChange(Number(typed) || 0)}
    />
  );
}
