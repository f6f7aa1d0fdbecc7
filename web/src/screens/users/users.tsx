/** Who may enter: everybody with their roles, a new one, other roles, and shutting somebody out. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { User } from "../../api/contracts";
import { accountQuery, useDisableUser, useUsers } from "../../api/queries";
import { Dialog } from "../../parts/dialog";
import { Failure, Loading } from "../../parts/conditions";
import { ROLES } from "../../words";
import { NewUserDialog, RolesDialog } from "./forms";
import css from "./users.module.css";

type Open = { what: "new" } | { what: "roles" | "disable"; user: User } | null;

export default function UsersScreen() {
  const { data, error, refetch } = useUsers();
  const own = useQuery(accountQuery).data?.user;
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <div className={css.users}>
      <section className={`panel ${css.list}`} aria-labelledby="usuarios">
        <header>
          <h1 id="usuarios">Usuarios</h1>
          <Button onClick={() => setOpen({ what: "new" })}>Crear un usuario</Button>
        </header>
        {error ? <Failure error={error} again={() => void refetch()} what="No se pudieron leer los usuarios." />
          : !data ? <Loading what="Leyendo los usuarios…" />
          : <Table users={data} own={own} open={setOpen} />}
      </section>
      {open?.what === "new" && <NewUserDialog close={close} />}
      {open?.what === "roles" && <RolesDialog user={open.user} close={close} />}
      {open?.what === "disable" && <DisableDialog user={open.user} close={close} />}
    </div>
  );
}

function Table({ users, own, open }: { users: User[]; own: string | undefined; open: (what: Open) => void }) {
  return (
    <table className="list">
      <thead><tr><th scope="col">Usuario</th><th scope="col">Nombre</th><th scope="col">Roles de hoy</th><th scope="col">Segundo factor</th><th scope="col"><span className="unseen">Cambiar</span></th></tr></thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.user} data-off={user.disabled || undefined}>
            <td><strong>{user.user}</strong></td>
            <td>{user.name}</td>
            <td>{user.disabled ? <span className={css.off}>Inhabilitado</span> : user.roles.map((role) => ROLES[role] ?? role).join(", ") || <span className="quiet">ninguno</span>}</td>
            <td>{user.second_factor ? "Sí" : <span className="quiet">No</span>}</td>
            <td className="number">
              {user.user === own ? <span className="quiet small">usted</span> : !user.disabled && (
                <span className={css.acts}>
                  <Button size="xs" variant="default" onClick={() => open({ what: "roles", user })} aria-label={`Cambiar los roles de ${user.name}`}>Roles</Button>
                  <Button size="xs" variant="default" onClick={() => open({ what: "disable", user })} aria-label={`Inhabilitar a ${user.name}`}>Inhabilitar</Button>
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DisableDialog({ user, close }: { user: User; close: () => void }) {
  const disable = useDisableUser();
  return (
    <Dialog title={`¿Inhabilitar a ${user.name}?`} close={close}>
      <div className={css.fields}>
        <p>Sus sesiones se cierran ya y no podrá volver a entrar. Lo que hizo queda en el registro.</p>
        {disable.error && <Failure error={disable.error} />}
        <p className={css.acts}>
          <Button color="ladrillo" loading={disable.isPending} onClick={() => disable.mutate(user.user, { onSuccess: close })}>Inhabilitar</Button>
          <Button variant="default" onClick={close}>No</Button>
        </p>
      </div>
    </Dialog>
  );
}
