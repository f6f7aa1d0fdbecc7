/** The list of users: its filters and columns, and which users it shows; the server sends all of them at once. Pure. */
import type { User } from "../../../api/types";
import type { FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { type Labels, optionsOf } from "../../../labels";
import { t } from "../../../i18n/translate";

export type UserSort = "user" | "-signed_in_at";

export const USER_LIST: ListSpec = {
  filters: [{ name: "role" }, { name: "status" }, { name: "queue" }],
  columns: [],
  defaultColumns: [],
  sorts: ["user", "-signed_in_at"],
};
const STATUSES = [
  { value: "enabled", label: t("Habilitados") },
  { value: "disabled", label: t("Inhabilitados") },
  { value: "no_factor", label: t("Sin segundo factor") },
  { value: "never", label: t("Nunca han entrado") },
];

export function userFilters({ roles }: Labels, users: readonly User[]): FilterSpec[] {
  const queues = [...new Set(users.flatMap((each) => each.queues))].sort();
  return [
    { name: "role", label: t("Rol"), kind: "select", choices: optionsOf(roles), primary: true },
    { name: "status", label: t("Situación"), kind: "select", choices: STATUSES, primary: true },
    ...(queues.length
      ? [
          {
            name: "queue",
            label: t("Cola"),
            kind: "select" as const,
            choices: queues.map((value) => ({ value, label: value })),
            primary: true,
          },
        ]
      : []),
  ];
}

/** Return the users that the filters admit, in the order of the list. */
export function listedUsers(users: readonly User[], { filters, sort }: ListState): User[] {
  const { role, status, queue } = filters;
  const found = users.filter(
    (user) =>
      (!role || user.roles.some((each) => each === role)) &&
      (!queue || user.queues.includes(queue)) &&
      hasStatus(user, status),
  );
  if (sort !== "-signed_in_at") return found;
  return found.sort((one, other) => (other.signed_in_at ?? "").localeCompare(one.signed_in_at ?? ""));
}

function hasStatus(user: User, status: string | undefined): boolean {
  switch (status) {
    case "enabled":
      return !user.disabled;
    case "disabled":
      return user.disabled;
    case "no_factor":
      return !user.disabled && !user.second_factor;
    case "never":
      return !user.signed_in_at;
  }
  return true;
}
