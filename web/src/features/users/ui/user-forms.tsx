/** The forms of a user: a new user, and the roles with their dates. */
import { DateField } from "../../../components/date-field/date-field";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { Grant, Role } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { useCreateUser, useGrantRoles } from "../../../api/queries";
import { FormDialog } from "../../../components/form-dialog";
import { useLabels, valuesOf } from "../../../labels";
import { MIN_PASSWORD_LENGTH, TOO_SHORT_MESSAGE } from "../../account/ui/password-form";
import { type UserDialogProps, TemporaryPassword } from "./access-dialogs";
import { PasswordChoice } from "./password-choice";
import { withoutStepUpError, StepUpField } from "./step-up-field";
import { hasNoQueues } from "../model/queue-assignment";
import css from "./users.module.css";
import { t } from "../../../i18n/translate";

const NO_QUEUES_NOTICE = t("Todavía no atiende ninguna cola: su supervisor se las asigna en «Puestos y colas».");
const APPROVAL_NOTICE = t("El rol de administrador espera a que otra persona lo apruebe.");
const USERNAME_PATTERN = /^[a-z][a-z0-9._-]{1,39}$/;
interface NewUserForm {
  user: string;
  name: string;
  /** Null if the system generates it. */
  password: string | null;
  grants: Grant[];
}

/** Return the errors of a new user before it is sent; empty if it is valid. Pure. */
export function newUserErrors({
  user,
  name,
  password,
  grants,
}: NewUserForm): Partial<Record<keyof NewUserForm, string>> {
  return {
    ...(!USERNAME_PATTERN.test(user) && {
      user: t("De 2 a 40 letras minúsculas, cifras, punto, guion o raya baja; empieza por una letra."),
    }),
    ...(!name.trim() && { name: t("Escriba el nombre de la persona.") }),
    ...(password !== null && password.length < MIN_PASSWORD_LENGTH && { password: TOO_SHORT_MESSAGE }),
    ...(!grants.length && { grants: t("Elija al menos un rol.") }),
  };
}

export function NewUserDialog({ close, done }: { close: () => void; done: (words: string) => void }) {
  const create = useCreateUser();
  const [wanted, setWanted] = useState<NewUserForm>({ user: "", name: "", password: null, grants: [] });
  const [proof, setProof] = useState("");
  const [tried, setTried] = useState(false);
  const problem = create.error instanceof ApiProblem ? create.error : null;
  const wrong = tried ? newUserErrors(wanted) : {};
  const set = (fields: Partial<NewUserForm>) => setWanted({ ...wanted, ...fields });
  const submit = () => {
    setTried(true);
    if (Object.keys(newUserErrors(wanted)).length || !proof) return;
    const { grants, ...fields } = wanted;
    create.mutate(
      { ...fields, name: fields.name.trim(), roles: grants, proof },
      {
        onSuccess: (made) => {
          done(
            t(
              "Se creó el usuario {user}, de {name}. Debe cambiar su contraseña la primera vez que entre.{text}{text2}",
              {
                user: made.user,
                name: made.name,
                text: hasNoQueues(made) ? ` ${NO_QUEUES_NOTICE}` : "",
                text2: made.pending_roles.length ? ` ${APPROVAL_NOTICE}` : "",
              },
            ),
          );
          if (!made.temporary_password && !made.enrolment_code) close();
        },
      },
    );
  };
  const made = create.data;
  if (made?.temporary_password || made?.enrolment_code)
    return (
      <TemporaryPassword
        user={made.user}
        name={made.name}
        password={made.temporary_password}
        code={made.enrolment_code}
        close={close}
      />
    );
  return (
    <FormDialog
      title={t("Crear un usuario")}
      onClose={close}
      busy={create.isPending}
      canSubmit
      submitLabel={t("Crear")}
      error={withoutStepUpError(create.error)}
      onSubmit={submit}
      wide
    >
      <div className={css.halves}>
        <div className={css.fields}>
          <TextInput
            label={t("Usuario")}
            description={t(
              "Sirve para ingresar y no se puede cambiar. Use minúsculas, cifras, punto, guion o raya baja.",
            )}
            value={wanted.user}
            onChange={(event) => set({ user: event.currentTarget.value })}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={40}
            autoComplete="off"
            error={wrong.user ?? problem?.fieldError("user")}
            data-first
          />
          <TextInput
            label={t("Nombre y apellidos")}
            value={wanted.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            maxLength={120}
            autoComplete="off"
            error={wrong.name ?? problem?.fieldError("name")}
          />
          <PasswordChoice
            typed={wanted.password}
            change={(password) => set({ password })}
            error={wrong.password ?? problem?.fieldError("password")}
          />
          <StepUpField value={proof} change={setProof} error={create.error} missing={tried && !proof} />
        </div>
        <GrantFields grants={wanted.grants} change={(grants) => set({ grants })} error={wrong.grants} />
      </div>
    </FormDialog>
  );
}

export function RolesDialog({ user, onClose, onDone }: UserDialogProps) {
  const save = useGrantRoles();
  const [grants, setGrants] = useState<Grant[]>(user.grants);
  const [proof, setProof] = useState("");
  return (
    <FormDialog
      title={t("Roles de {name}", { name: user.name })}
      onClose={onClose}
      busy={save.isPending}
      canSubmit={proof !== ""}
      submitLabel={t("Guardar")}
      error={withoutStepUpError(save.error)}
      onSubmit={() =>
        save.mutate(
          { user: user.user, roles: grants, proof },
          {
            onSuccess: (asked) => {
              onDone(
                t("Se guardaron los roles de {name}.{text}", {
                  name: user.name,
                  text: asked ? ` ${APPROVAL_NOTICE}` : "",
                }),
              );
              onClose();
            },
          },
        )
      }
    >
      <GrantFields grants={grants} change={setGrants} />
      <StepUpField value={proof} change={setProof} error={save.error} />
      {grants.length === 0 && (
        <p className="small">{t("Sin ningún rol puede entrar, pero solo puede cambiar su contraseña.")}</p>
      )}
    </FormDialog>
  );
}

/** Add or remove a role. Pure. */
export function withRole(grants: Grant[], role: Role, on: boolean): Grant[] {
  const others = grants.filter((each) => each.role !== role);
  return on ? [...others, { role }] : others;
}

function GrantFields({
  grants,
  change,
  error,
}: {
  grants: Grant[];
  change: (grants: Grant[]) => void;
  error?: string;
}) {
  const names = useLabels().roles;
  const move = (role: Role, days: Partial<Grant>) =>
    change(grants.map((each) => (each.role === role ? { ...each, ...days } : each)));
  return (
    <fieldset className={css.roles}>
      <legend>{t("Roles y vigencia")}</legend>
      {valuesOf(names).map((role) => {
        const grant = grants.find((each) => each.role === role);
        return (
          <div key={role} className={css.role}>
            <label>
              <input
                type="checkbox"
                checked={grant !== undefined}
                onChange={(event) => change(withRole(grants, role, event.currentTarget.checked))}
              />{" "}
              {names[role]}
            </label>
            {grant && (
              <DayInput
                label={t("{names}: desde", { names: names[role] })}
                value={grant.begins_on}
                set={(begins_on) => move(role, { begins_on })}
              />
            )}
            {grant && (
              <DayInput
                label={t("{names}: hasta", { names: names[role] })}
                value={grant.ends_on}
                set={(ends_on) => move(role, { ends_on })}
              />
            )}
          </div>
        );
      })}
      {error && (
        <p role="alert" className={css.wrong}>
          {error}
        </p>
      )}
      <p className="quiet small">{t("Sin «desde», empieza hoy; sin «hasta», no termina.")}</p>
    </fieldset>
  );
}

function DayInput({
  label,
  value,
  set,
}: {
  label: string;
  value: string | null | undefined;
  set: (day: string | null) => void;
}) {
  return <DateField aria-label={label} title={label} value={value ?? ""} onChange={(day) => set(day || null)} />;
}
