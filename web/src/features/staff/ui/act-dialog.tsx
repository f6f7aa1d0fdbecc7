/** The dialog of an act on a person, or of the entry of a new person. It shows the fields that the act needs. */
import { DateField } from "../../../components/date-field/date-field";
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
import { t } from "../../../i18n/translate";

/** The form of an act, as a draft keeps it: without the password or code of the person who acts. */
export type ActForm = Omit<StaffActRequest, "proof">;
type Set = (change: Partial<ActForm>) => void;

const DAY_MS = 86_400_000;
/** Return today in Colombia, or the day after some days, ISO 8601. */
const today = (after = 0) =>
  new Date(serverClock.now() + after * DAY_MS).toLocaleDateString("sv-SE", { timeZone: "America/Bogota" });

/** Return the form with which the dialog of an act opens; a new person has none before. */
export function firstForm(act: StaffAct, person?: StaffPerson): ActForm {
  const place = {
    employer: person?.employer ?? "",
    position: person?.position ?? "",
    line: person?.line ?? "",
    channel: person?.channel ?? "",
    coordinator: person?.coordinator ?? "",
  };
  return {
    act,
    user: person?.user ?? "",
    revision: person?.revision ?? 0,
    name: person?.name ?? "",
    document: person?.document ?? "",
    place,
    begins_on: today(),
    moves_on: null,
    roles: act === "move" || act === "return" ? [] : null,
    last_day: null,
    destination: "",
    reason: "",
  };
}

interface ActDialogProps {
  form: ActForm;
  setForm: (form: ActForm) => void;
  /** Absent for the entry of a new person. */
  person?: StaffPerson;
  done: (after: StaffPerson) => void;
  close: () => void;
}

export function ActDialog({ form, setForm, person, done, close }: ActDialogProps) {
  const { act } = form;
  const [proof, setProof] = useState("");
  const send = useStaffAct();
  const problem = send.error instanceof ApiProblem ? send.error : null;
  const set: Set = (change) => setForm({ ...form, ...change });
  const grants = Boolean(form.roles?.length);
  const missing = missingFields(form, grants && proof === "");
  const hasPlace = act !== "leave" && act !== "cancel_exit" && act !== "cancel_move";
  const submit = () =>
    send.mutate(
      { ...form, proof },
      {
        onSuccess: done,
        // The person was corrected meanwhile: what was typed stays, and the next attempt replaces what is there now.
        onError: (error) => {
          if (error instanceof ApiProblem && error.code === "staff_changed")
            set({ revision: (error.body.person as unknown as StaffPerson).revision });
        },
      },
    );
  return (
    <FormDialog
      title={person ? `${ACT_NAMES[act]}: ${person.name}` : ACT_NAMES[act]}
      submitLabel={ACT_NAMES[act]}
      canSubmit={missing.length === 0}
      busy={send.isPending}
      error={withoutStepUpError(send.error)}
      onSubmit={submit}
      onClose={close}
      wide={hasPlace}
    >
      <Explanation act={act} />
      {(act === "register" || act === "correct") && (
        <IdentityFields form={form} set={set} problem={problem} isNew={act === "register"} />
      )}
      {(act === "register" || act === "return") && (
        <DayField
          label={t("Primer día")}
          value={form.begins_on}
          change={(begins_on) => set({ begins_on })}
          error={problem?.fieldError("begins_on")}
        />
      )}
      {act === "move" && <MoveDayFields form={form} set={set} error={problem?.fieldError("begins_on")} />}
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
      {grants && <StepUpField value={proof} change={setProof} error={send.error} />}
      {missing.length > 0 && <p className="quiet small">{t("Falta: {missing}.", { missing: missing.join(", ") })}</p>}
    </FormDialog>
  );
}

function missingFields({ act, user, name, reason }: ActForm, lacksProof: boolean): string[] {
  const isNew = act === "register";
  const fields: [string, boolean][] = [
    [t("el usuario"), isNew && !isLogin(user)],
    [t("el nombre"), isNew && name.trim() === ""],
    [t("el motivo"), REASON_LABELS[act] !== "" && reason.trim() === ""],
    [t("su contraseña o su código"), lacksProof],
  ];
  return fields.filter(([, isMissing]) => isMissing).map(([field]) => field);
}

function Explanation({ act }: { act: StaffAct }) {
  if (act === "move")
    return (
      <p className="small">{t("Al empezar ese día terminan sus roles de antes: quedan solo los que marque aquí.")}</p>
    );
  if (act === "return") return <p className="small">{t("Es otro ingreso: no recupera los roles que tuvo.")}</p>;
  if (act === "cancel_move") return <p>{t("La persona sigue donde está, con los roles que tenía.")}</p>;
  if (act === "cancel_exit") return <p>{t("La persona sigue en la campaña como estaba.")}</p>;
  if (act === "correct")
    return <p className="small">{t("Corrige lo que se anotó mal. Un cambio de cargo es un traslado.")}</p>;
  return null;
}

interface FieldsProps {
  form: ActForm;
  set: Set;
  problem: ApiProblem | null;
}

function IdentityFields({ form, set, problem, isNew }: FieldsProps & { isNew: boolean }) {
  return (
    <div className={own.pair}>
      {isNew && (
        <TextInput
          label={t("Usuario")}
          description={t("Con el que entra o entrará. No se puede cambiar.")}
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
        label={t("Nombre y apellidos")}
        value={form.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={problem?.fieldError("name")}
        autoComplete="off"
        maxLength={120}
      />
      <TextInput
        label={t("Documento (si lo sabe)")}
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
  const field = (name: keyof ActForm["place"]) => ({
    value: form.place[name] ?? "",
    onChange: (event: { currentTarget: { value: string } }) =>
      set({ place: { ...form.place, [name]: event.currentTarget.value } }),
    error: problem?.fieldError(name),
  });
  return (
    <>
      <div className={own.pair}>
        <TextInput label={t("Cargo")} list="staff-positions" autoComplete="off" maxLength={80} {...field("position")} />
        <TextInput
          label={t("Empleador")}
          list="staff-employers"
          autoComplete="off"
          maxLength={80}
          {...field("employer")}
        />
        <TextInput
          label={t("Usuario de quien coordina")}
          list="staff-coordinators"
          autoCapitalize="none"
          autoComplete="off"
          maxLength={40}
          {...field("coordinator")}
        />
      </div>
      <div className={own.pair}>
        <NativeSelect label={t("Línea")} data={withEmpty(options?.lines)} {...field("line")} />
        <NativeSelect label={t("Canal")} data={withEmpty(options?.channels)} {...field("channel")} />
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
  { value: "", label: t("Sin definir") },
  ...options.map(({ id, name }) => ({ value: id, label: name })),
];

interface RoleFieldsProps {
  act: StaffAct;
  form: ActForm;
  set: Set;
  error: string | undefined;
}

function RoleFields({ act, form, set, error }: RoleFieldsProps) {
  const names = useLabels().roles;
  const roles = form.roles ?? [];
  return (
    <fieldset className={own.roles}>
      <legend>{act === "register" ? t("Roles, si ya tiene cuenta") : t("Roles")}</legend>
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

function MoveDayFields({ form, set, error }: { form: ActForm; set: Set; error: string | undefined }) {
  return (
    <>
      <WhenFields
        now={t("Hoy")}
        later={t("Otro día")}
        isNow={form.moves_on === null}
        change={(isNow) => set({ moves_on: isNow ? null : today(1) })}
      />
      {form.moves_on !== null && (
        <DayField
          label={t("Primer día")}
          value={form.moves_on}
          change={(moves_on) => set({ moves_on })}
          error={error}
        />
      )}
    </>
  );
}

interface WhenFieldsProps {
  now: string;
  later: string;
  isNow: boolean;
  change: (isNow: boolean) => void;
}

function WhenFields({ now, later, isNow, change }: WhenFieldsProps) {
  return (
    <fieldset className={own.roles}>
      <legend>{t("Cuándo")}</legend>
      <label>
        <input type="radio" name="when" checked={isNow} onChange={() => change(true)} data-first /> {now}
      </label>
      <label>
        <input type="radio" name="when" checked={!isNow} onChange={() => change(false)} /> {later}
      </label>
    </fieldset>
  );
}

function ExitFields({ form, set }: { form: ActForm; set: Set }) {
  return (
    <>
      <WhenFields
        now={t("Ya")}
        later={t("Al terminar un día")}
        isNow={form.last_day === null}
        change={(isNow) => set({ last_day: isNow ? null : today() })}
      />
      {form.last_day !== null && (
        <DayField label={t("Último día")} value={form.last_day} change={(last_day) => set({ last_day })} />
      )}
      <TextInput
        label={t("Campaña a la que pasa")}
        description={t("Vacío si deja el centro de contacto.")}
        value={form.destination}
        onChange={(event) => set({ destination: event.currentTarget.value })}
        autoComplete="off"
        maxLength={80}
      />
      <p className="small">
        {t(
          "Sus roles, sesiones, tokens y teléfonos terminan, y sale de las colas. Una llamada en curso se termina antes.",
        )}
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
  return <DateField label={label} value={value} onChange={(day) => change(day)} error={error} />;
}
