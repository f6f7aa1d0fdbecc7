/** The users with their roles, the form for a new one, and the administrator's actions for each. */
import { Button, Menu, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { User } from "../../../api/types";
import { accountQuery, useUsers } from "../../../api/queries";
import { countPhrase, timeOfDay, matchesSearch, shortDate } from "../../../formats";
import { announce } from "../../../components/announcer";
import listCss from "../../../components/data-list/data-list.module.css";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { ViewsMenu } from "../../../components/data-list/list-menus";
import { useListState } from "../../../components/data-list/use-list-state";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { labelOf, type Labels, useLabels } from "../../../labels";
import {
  DisableDialog,
  EnableDialog,
  EnrolmentDialog,
  SecondFactorDialog,
  PasswordDialog,
  PhoneDialog,
} from "./access-dialogs";
import { NewUserDialog, RolesDialog } from "./user-forms";
import { RightsRequests } from "./rights-requests";
import { hasNoQueues } from "../model/queue-assignment";
import { listedUsers, USER_LIST, userFilters } from "../model/user-list";
import { Tokens } from "./tokens";
import css from "./users.module.css";
import { rich, t } from "../../../i18n/translate";

type UserAction = "roles" | "password" | "enrolment" | "factor" | "phone" | "disable" | "enable";
type OpenDialog = { what: "new" } | { what: UserAction; user: User } | null;
const DIALOGS = {
  roles: RolesDialog,
  password: PasswordDialog,
  enrolment: EnrolmentDialog,
  factor: SecondFactorDialog,
  phone: PhoneDialog,
  disable: DisableDialog,
  enable: EnableDialog,
};

export default function UsersScreen() {
  const { data, error, refetch } = useUsers();
  const account = useQuery(accountQuery).data;
  const own = account?.user;
  const [open, setOpen] = useState<OpenDialog>(null);
  const [done, setDone] = useState("");
  const close = () => setOpen(null);
  const finish = (words: string) => {
    setDone(words);
    announce(words);
  };
  const begin = (what: OpenDialog) => {
    setDone("");
    setOpen(what);
  };
  const Chosen = open && open.what !== "new" ? DIALOGS[open.what] : null;
  return (
    <div className={css.users}>
      <section className={`panel ${css.list}`} aria-labelledby="usuarios">
        <header>
          <h1 id="usuarios">{t("Usuarios")}</h1>
          <Button onClick={() => begin({ what: "new" })}>{t("Crear un usuario")}</Button>
        </header>
        {account?.system_warnings?.includes("antivirus_missing") && <NoAntivirus />}
        {done && <p className={css.finished}>{done}</p>}
        {error ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los usuarios.")} />
        ) : !data ? (
          <Loading label={t("Leyendo los usuarios…")} />
        ) : (
          <UserList users={data} own={own} open={begin} />
        )}
      </section>
      <RightsRequests own={own} done={finish} />
      {account?.permissions.includes("tokens.manage") && <Tokens done={finish} />}
      {open?.what === "new" && <NewUserDialog close={close} done={finish} />}
      {Chosen && open && open.what !== "new" && <Chosen user={open.user} onClose={close} onDone={finish} />}
    </div>
  );
}

function NoAntivirus() {
  return (
    <p className={css.warning} role="note">
      {rich(
        "{strong} Los archivos de los tickets se abren sin examinar. El administrador del servidor lo activa con {code}.",
        { strong: <strong>{t("No hay antivirus.")}</strong>, code: <code>ATENCION_CLAMD</code> },
      )}
    </p>
  );
}

function UserList({ users, own, open }: { users: User[]; own: string | undefined; open: (what: OpenDialog) => void }) {
  const [search, setSearch] = useState("");
  const labels = useLabels();
  const list = useListState(USER_LIST);
  const found = listedUsers(users, list.state).filter((each) => matchesSearch(searchText(labels, each), search));
  const newest = list.state.sort === "-signed_in_at";
  return (
    <>
      <div className={css.tools}>
        <FilterBar
          specs={userFilters(labels, users)}
          filters={list.state.filters}
          onChange={(filters) => list.set({ filters })}
        />
        <div className={listCss.tools}>
          <ViewsMenu list="users" control={list} />
          <Button
            variant="default"
            size="sm"
            aria-pressed={newest}
            onClick={() => list.set({ sort: newest ? "user" : "-signed_in_at" })}
          >
            {t("Último ingreso primero")}
          </Button>
        </div>
      </div>
      <div className={css.search}>
        <TextInput
          aria-label={t("Buscar por usuario, nombre o rol")}
          placeholder={t("Buscar por usuario, nombre o rol")}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <p className="quiet small" role="status">
          {countPhrase(found.length, "usuario", "usuarios")}
        </p>
      </div>
      {found.length ? (
        <UserTable users={found} own={own} open={open} />
      ) : (
        <Empty title={t("Ningún usuario coincide con la búsqueda.")} />
      )}
    </>
  );
}

const roleNames = ({ roles }: Labels, user: User): string => user.roles.map((role) => labelOf(roles, role)).join(", ");
const searchText = (labels: Labels, user: User): string =>
  `${user.user} ${user.name} ${roleNames(labels, user)}${user.disabled ? t(" inhabilitado") : ""}`;

function UserTable({ users, own, open }: { users: User[]; own: string | undefined; open: (what: OpenDialog) => void }) {
  return (
    <table className={`list ${css.table}`}>
      <thead>
        <tr>
          <th scope="col">{t("Usuario")}</th>
          <th scope="col">{t("Nombre")}</th>
          <th scope="col">{t("Roles de hoy")}</th>
          <th scope="col">{t("Último ingreso")}</th>
          <th scope="col">{t("Segundo factor")}</th>
          <th scope="col">
            <span className="unseen">{t("Acciones")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.user} data-off={user.disabled || undefined}>
            <td>
              <strong>{user.user}</strong>
            </td>
            <td>{user.name}</td>
            <td data-label={t("Roles")}>
              <UserStatus user={user} />
            </td>
            <td data-label={t("Último ingreso")} className="num">
              {user.signed_in_at ? (
                `${shortDate(user.signed_in_at)}, ${timeOfDay(user.signed_in_at)}`
              ) : (
                <span className="quiet">—</span>
              )}
            </td>
            <td data-label={t("Segundo factor")}>
              {user.second_factor ? t("Sí") : <span className="quiet">{t("No")}</span>}
            </td>
            <td className="number">
              {user.user === own ? (
                <span className="quiet small">{t("usted")}</span>
              ) : (
                <UserActions user={user} open={open} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function UserStatus({ user }: { user: User }) {
  const labels = useLabels();
  return (
    <>
      {roleNames(labels, user) || <span className="quiet">{t("ninguno")}</span>}
      {user.disabled && <StatusTag tone="bad">{t("Inhabilitado")}</StatusTag>}
      {user.must_change_password && <StatusTag tone="due">{t("Contraseña temporal")}</StatusTag>}
      {hasNoQueues(user) && <StatusTag tone="due">{t("Sin puesto: no atiende ninguna cola")}</StatusTag>}
      {user.roles.includes("asesor") && user.queues.length > 0 && (
        <span className="quiet small"> · {user.queues.join(", ")}</span>
      )}
    </>
  );
}

function StatusTag({ tone, children }: { tone: "bad" | "due"; children: ReactNode }) {
  return (
    <>
      {" "}
      <span className={css.mark} data-tone={tone}>
        {children}
      </span>
    </>
  );
}

function UserActions({ user, open }: { user: User; open: (what: OpenDialog) => void }) {
  const act = (what: UserAction) => () => open({ what, user });
  return (
    <Menu position="bottom-end" width={280} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          aria-label={t("Acciones de {name}", { name: user.name })}
          rightSection={<span aria-hidden="true">▾</span>}
        >
          {t("Acciones")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={act("roles")}>{t("Cambiar los roles…")}</Menu.Item>
        <Menu.Item onClick={act("password")}>{t("Dar una contraseña temporal…")}</Menu.Item>
        {!user.second_factor && (
          <Menu.Item onClick={act("enrolment")}>{t("Dar un código para el segundo factor…")}</Menu.Item>
        )}
        {user.second_factor && <Menu.Item onClick={act("factor")}>{t("Retirar el segundo factor…")}</Menu.Item>}
        {user.phone && <Menu.Item onClick={act("phone")}>{t("Generar clave del teléfono…")}</Menu.Item>}
        <Menu.Divider />
        {user.disabled ? (
          <Menu.Item onClick={act("enable")}>{t("Habilitar…")}</Menu.Item>
        ) : (
          <Menu.Item className={css.ending} onClick={act("disable")}>
            {t("Inhabilitar…")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
