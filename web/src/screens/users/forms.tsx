/** The forms of a user: a new one, and the roles with their days. */
import { PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Grant, Role, User } from "../../api/contracts";
import { ApiProblem } from "../../api/problem";
import { useCreateUser, useGrantRoles } from "../../api/queries";
import { FormDialog } from "../../parts/form-dialog";
import { ROLES } from "../../words";
import css from "./users.module.css";

export function NewUserDialog({ close }: { close: () => void }) {
  const create = useCreateUser();
  const [fields, setFields] = useState({ user: "", name: "", password: "" });
  const [grants, setGrants] = useState<Grant[]>([]);
  const problem = create.error instanceof ApiProblem ? create.error : null;
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) => setFields({ ...fields, [name]: event.currentTarget.value });
  const ready = /^[a-z][a-z0-9._-]+$/.test(fields.user) && fields.name.trim() !== "" && fields.password.length >= 12 && grants.length > 0;
  return (
    <FormDialog title="Crear un usuario" close={close} busy={create.isPending} ready={ready} button="Crear" error={create.error}
      submit={() => create.mutate({ ...fields, name: fields.name.trim(), roles: grants }, { onSuccess: close })}>
      <TextInput label="Usuario" description="Con él ingresa: minúsculas, cifras, punto o guion." value={fields.user} onChange={set("user")} autoCapitalize="none" spellCheck={false} maxLength={40} autoComplete="off" error={problem?.about("user")} />
      <TextInput label="Nombre y apellidos" value={fields.name} onChange={set("name")} maxLength={120} autoComplete="off" error={problem?.about("name")} />
      <PasswordInput label="Contraseña inicial" description="Doce caracteres o más. Pídale que la cambie al entrar." value={fields.password} onChange={set("password")} autoComplete="new-password" visibilityToggleButtonProps={{ "aria-label": "Mostrar u ocultar la contraseña" }} error={problem?.about("password")} />
      <Grants grants={grants} change={setGrants} />
    </FormDialog>
  );
}

export function RolesDialog({ user, close }: { user: User; close: () => void }) {
  const save = useGrantRoles();
  const [grants, setGrants] = useState<Grant[]>(user.grants);
  return (
    <FormDialog title={`Roles de ${user.name}`} close={close} busy={save.isPending} ready button="Guardar" error={save.error}
      submit={() => save.mutate({ user: user.user, roles: grants }, { onSuccess: close })}>
      <Grants grants={grants} change={setGrants} />
      {grants.length === 0 && <p className="small">Sin ningún rol puede entrar, pero no hace nada más que cambiar su contraseña.</p>}
    </FormDialog>
  );
}

/** Add a role, take it away, or move its days. Pure. */
export function granted(grants: Grant[], role: Role, on: boolean): Grant[] {
  const others = grants.filter((each) => each.role !== role);
  return on ? [...others, { role }] : others;
}

function Grants({ grants, change }: { grants: Grant[]; change: (grants: Grant[]) => void }) {
  const move = (role: Role, days: Partial<Grant>) => change(grants.map((each) => (each.role === role ? { ...each, ...days } : each)));
  return (
    <fieldset className={css.roles}>
      <legend>Roles, y desde y hasta qué día</legend>
      {(Object.keys(ROLES) as Role[]).map((role) => {
        const grant = grants.find((each) => each.role === role);
        return (
          <div key={role} className={css.role}>
            <label><input type="checkbox" checked={grant !== undefined} onChange={(event) => change(granted(grants, role, event.currentTarget.checked))} /> {ROLES[role]}</label>
            {grant && <Day label={`${ROLES[role]}: desde`} value={grant.begins_on} set={(begins_on) => move(role, { begins_on })} />}
            {grant && <Day label={`${ROLES[role]}: hasta`} value={grant.ends_on} set={(ends_on) => move(role, { ends_on })} />}
          </div>
        );
      })}
      <p className="quiet small">Sin «desde», empieza hoy; sin «hasta», no termina.</p>
    </fieldset>
  );
}

function Day({ label, value, set }: { label: string; value: string | null | undefined; set: (day: string | null) => void }) {
  return <input type="date" aria-label={label} title={label} value={value ?? ""} onChange={(event) => set(event.currentTarget.value || null)} />;
}
