/** The dialog of an act on a person, or of the entry of a new person. It shows the fields that the act needs. */
import { NativeSelect, TextInput, Textarea } from "@mantine/core";
import { useState } from "react";
import { ApiProblem } from "../../../api/problem";
import {
  type StaffAct,
  type StaffActRequest,
  type StaffPerson,
  useStaffAct,
  useStaffOptions,
} from "../../../api/staff";
import { serverClock } from "../../../clock";
import { FormDialog } from "../../../components/form-dialog";
import { useLabels, valuesOf } from "../../../labels";
import { StepUpField, withoutStepUpError } from "../../users/ui/step-up-field";
import { ACT_NAMES, isLogin, REASON_LABELS } from "../model/staff";
import own from "./staff.module.css";

type Form = Omit<StaffActRequest, "act">;
type Set = (change: Partial<Form>) => void;

/** Return today in Colombia, ISO 8601. */
const today = () => new Date(serverClock.now()).toLocaleDateString("sv-SE", { timeZone: "America/Bogota" });

function firstForm(act: StaffAct, person: StaffPerson | undefined): Form {
  const place = {
    employer: person?.employer ?? "",
    position: person?.position ?? "",
    line: person?.line ?? "",
    channel: person?.channel ?? "",
    coordinator: person?.coordinator ?? "",
  };
  return {
    user: person?.user ?? "",
    revision: person?.revision ?? 0,
    name: person?.name ?? "",
    document: person?.document ?? "",
    place,
    begins_on: today(),
    roles: act === "move" || act === "return" ? [] : null,
    last_day: null,
    destination: "",
    reason: "",
    proof: "",
  };
}

interface ActDialogProps {
  act: StaffAct;
  /** Absent for the entry of a new person. */
  person?: StaffPerson;
  done: (after: StaffPerson) => void;
  close: () => void;
}

export function ActDialog({ act, person, done, close }: ActDialogProps) {
  const [form, setForm] = useState(() => firstForm(act, person));
  const send = useStaffAct();
  const problem = send.error instanceof ApiProblem ? send.error : null;
  const set: Set = (change) => setForm({ ...form, ...change });
  const grants = Boolean(form.roles?.length);
  const complete =
    (act !== "register" || (isLogin(form.user) && form.name.trim() !== "")) &&
    (REASON_LABELS[act] === "" || form.reason.trim() !== "") &&
    (!grants || form.proof !== "");
  const hasPlace = act !== "leave" && act !== "cancel_exit";
  return (
    <FormDialog
      title={person ? `${ACT_NAMES[act]}: ${person.name}` : ACT_NAMES[act]}
      submitLabel={ACT_NAMES[act]}
      canSubmit={complete}
      busy={send.isPending}
      error={withoutStepUpError(send.error)}
      onSubmit={() =>
        send.mutate(
          { ...form, act, revision: person?.revision ?? form.revision },
          { onSuccess: (after) => done(after) },
        )
      }
      onClose={close}
      wide={hasPlace}
    >
      <Explanation act={act} />
      {(act === "register" || act === "correct") && (
        <IdentityFields form={form} set={set} problem={problem} isNew={act === "register"} />
      )}
      {(act === "register" || act === "return") && (
        <DayField
          label="Primer día"
          value={form.begins_on}
          change={(begins_on) => set({ begins_on })}
          error={problem?.fieldError("begins_on")}
        />
      )}
      {hasPlace && <PlaceFields form={form} set={set} problem={problem} />}
      {(act === "register" || act === "return" || act === "move") && (
        <RoleFields act={act} form={form} set={set} error={problem?.fieldError("roles")} />
      )}
      {act === "leave" && <ExitFields form={form} set={set} />}
      {REASON_LABELS[act] && (
        <Textarea
          label={REASON_LABELS[act]}
          value={form.reason}
          onChange={(event) => set({ reason: event.currentTarget.value })}
          error={problem?.fieldError("reason")}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={500}
        />
      )}
      {grants && <StepUpField value={form.proof} change={(proof) => set({ proof })} error={send.error} />}
    </FormDialog>
  );
}

function Explanation({ act }: { act: StaffAct }) {
  if (act === "move")
    return <p className="small">Vale desde hoy. Sus roles de antes terminan: quedan solo los que marque aquí.</p>;
  if (act === "return") return <p className="small">Es otro ingreso: no recupera los roles que tuvo.</p>;
  if (act === "cancel_exit") return <p>La persona sigue en la campaña como estaba.</p>;
  if (act === "correct")
    return <p className="small">Corrige lo que se anotó mal. Un cambio de cargo es un traslado.</p>;
  return null;
}

interface FieldsProps {
  form: Form;
  set: Set;
  problem: ApiProblem | null;
}

function IdentityFields({ form, set, problem, isNew }: FieldsProps & { isNew: boolean }) {
  return (
    <div className={own.pair}>
      {isNew && (
        <TextInput
          label="Usuario"
          description="Con el que entra o entrará. No se puede cambiar."
          value={form.user}
          onChange={(event) => set({ user: event.currentTarget.value })}
          error={problem?.fieldError("user")}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={40}
          data-first
        />
      )}
      <TextInput
        label="Nombre y apellidos"
        value={form.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={problem?.fieldError("name")}
        autoComplete="off"
        maxLength={120}
      />
      <TextInput
        label="Documento (si lo sabe)"
        value={form.document}
        onChange={(event) => set({ document: event.currentTarget.value.replace(/[\s.]/g, "") })}
        error={problem?.fieldError("document")}
        autoComplete="off"
        maxLength={20}
      />
    </div>
  );
}

function PlaceFields({ form, set, problem }: FieldsProps) {
  const options = useStaffOptions().data;
  const field = (name: keyof Form["place"]) => ({
    value: form.place[name] ?? "",
    onChange: (event: { currentTarget: { value: string } }) =>
      set({ place: { ...form.place, [name]: event.currentTarget.value } }),
    error: problem?.fieldError(name),
  });
  return (
    <>
      <div className={own.pair}>
        <TextInput label="Cargo" list="staff-positions" autoComplete="off" maxLength={80} {...field("position")} />
        <TextInput label="Empleador" list="staff-employers" autoComplete="off" maxLength={80} {...field("employer")} />
        <TextInput
          label="Usuario de quien coordina"
          list="staff-coordinators"
          autoCapitalize="none"
          autoComplete="off"
          maxLength={40}
          {...field("coordinator")}
        />
      </div>
      <div className={own.pair}>
        <NativeSelect label="Línea" data={withEmpty(options?.lines)} {...field("line")} />
        <NativeSelect label="Canal" data={withEmpty(options?.channels)} {...field("channel")} />
      </div>
      <datalist id="staff-positions">
        {options?.positions.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <datalist id="staff-employers">
        {options?.employers.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <datalist id="staff-coordinators">
        {options?.coordinators.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </datalist>
    </>
  );
}

const withEmpty = (options: readonly { id: string; name: string }[] = []) => [
  { value: "", label: "Sin definir" },
  ...options.map(({ id, name }) => ({ value: id, label: name })),
];

interface RoleFieldsProps {
  act: StaffAct;
  form: Form;
  set: Set;
  error: string | undefined;
}

function RoleFields({ act, form, set, error }: RoleFieldsProps) {
  const names = useLabels().roles;
  const roles = form.roles ?? [];
  return (
    <fieldset className={own.roles}>
      <legend>{act === "register" ? "Roles, si ya tiene cuenta" : "Roles"}</legend>
      {valuesOf(names).map((role) => (
        <label key={role}>
          <input
            type="checkbox"
            checked={roles.includes(role)}
            onChange={(event) => {
              const kept = roles.filter((each) => each !== role);
              const next = event.currentTarget.checked ? [...kept, role] : kept;
              set({ roles: next.length || act !== "register" ? next : null });
            }}
          />{" "}
          {names[role]}
        </label>
      ))}
      {error && (
        <p role="alert" className={own.wrong}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

function ExitFields({ form, set }: { form: Form; set: Set }) {
  const isNow = form.last_day === null;
  return (
    <>
      <fieldset className={own.roles}>
        <legend>Cuándo</legend>
        <label>
          <input type="radio" name="when" checked={isNow} onChange={() => set({ last_day: null })} data-first /> Ya
        </label>
        <label>
          <input type="radio" name="when" checked={!isNow} onChange={() => set({ last_day: today() })} /> Al terminar un
          día
        </label>
      </fieldset>
      {form.last_day !== null && (
        <DayField label="Último día" value={form.last_day} change={(last_day) => set({ last_day })} />
      )}
      <TextInput
        label="Campaña a la que pasa"
        description="Vacío si deja el centro de contacto."
        value={form.destination}
        onChange={(event) => set({ destination: event.currentTarget.value })}
        autoComplete="off"
        maxLength={80}
      />
      <p className="small">
        Sus roles, sesiones, tokens y teléfonos terminan, y sale de las colas. Una llamada en curso se termina antes.
      </p>
    </>
  );
}

interface DayFieldProps {
  label: string;
  value: string;
  change: (day: string) => void;
  error?: string | undefined;
}

function DayField({ label, value, change, error }: DayFieldProps) {
  return (
    <TextInput
      type="date"
      label={label}
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
      error={error}
    />
  );
}
