/** The menus above a list: saved views, columns and the file of what is shown. */
import { Button, Checkbox, Menu, Popover, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import {
  type ExportFormat,
  type ListName,
  type SavedView,
  useDeleteView,
  useSavedViews,
  useSaveView,
} from "../../api/lists";
import { ApiProblem } from "../../api/problem";
import { accountQuery } from "../../api/queries";
import { useDialogDraft } from "../../dialog-draft";
import { announce } from "../announcer";
import { FormDialog } from "../form-dialog";
import { Failure } from "../load-states";
import css from "./data-list.module.css";
import { toggleColumn } from "./list-state";
import type { ListControl } from "./use-list-state";
import { addressOf } from "../../practice-mode";
import { currentPath } from "../../router";
import { findRoute } from "../../routes";
import { t } from "../../i18n/translate";

/** A view that is being named. */
interface ViewDraft {
  name: string;
  shared: boolean;
}
const NEW_VIEW: ViewDraft = { name: "", shared: false };

interface ViewsMenuProps {
  list: ListName;
  control: ListControl;
}

export function ViewsMenu({ list, control }: ViewsMenuProps) {
  const permissions = useQuery(accountQuery).data?.permissions ?? [];
  const [draft, setDraft] = useDialogDraft(`vista.${list}`, NEW_VIEW);
  const mayOpen = permissions.includes("view.save");
  const { data, error } = useSavedViews(list, mayOpen);
  const remove = useDeleteView();
  if (!mayOpen) return null;
  const views = data?.views ?? [];
  const current = views.find((each) => sameQuery(each.query, control.search));
  const own = views.filter((each) => each.own);
  const shared = views.filter((each) => !each.own);
  return (
    <>
      <Menu position="bottom-start" width={300} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" size="sm" rightSection={<span aria-hidden="true">▾</span>}>
            {current ? t("Vista: {name}", { name: current.name }) : t("Vistas")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <ViewItems label={t("Suyas")} views={own} current={current} control={control} />
          <ViewItems label={t("Compartidas")} views={shared} current={current} control={control} />
          {views.length > 0 && <Menu.Divider />}
          <Menu.Item onClick={() => setDraft(NEW_VIEW)}>{t("Guardar esta vista…")}</Menu.Item>
          <Menu.Item onClick={() => void copyLink(control.search)}>{t("Copiar el enlace")}</Menu.Item>
          {current?.own && (
            <Menu.Item
              onClick={() => remove.mutate(current.id, { onSuccess: () => announce(t("Se borró la vista.")) })}
            >
              {t("Borrar «{name}»", { name: current.name })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {(error || remove.error) && <Failure error={error ?? remove.error} title={t("Vistas.")} />}
      {draft && (
        <SaveViewDialog
          list={list}
          query={control.search.replace(/^\?/, "")}
          draft={draft}
          setDraft={setDraft}
          mayShare={permissions.includes("view.share")}
        />
      )}
    </>
  );
}

function ViewItems({
  label,
  views,
  current,
  control,
}: {
  label: string;
  views: readonly SavedView[];
  current: SavedView | undefined;
  control: ListControl;
}) {
  if (!views.length) return null;
  return (
    <>
      <Menu.Label>{label}</Menu.Label>
      {views.map((each) => (
        <Menu.Item
          key={each.id}
          aria-current={each === current || undefined}
          rightSection={
            each.own ? each.shared ? <span className="quiet small">{t("compartida")}</span> : undefined : undefined
          }
          onClick={() => control.open(each.query)}
        >
          {each.name}
          {!each.own && <span className="quiet small"> · {each.owner_name}</span>}
        </Menu.Item>
      ))}
    </>
  );
}

/** Return whether two queries have the same parameters, in any order. */
function sameQuery(one: string, other: string): boolean {
  const sorted = (query: string) =>
    [...new URLSearchParams(query)]
      .map((pair) => pair.join("="))
      .sort()
      .join("&");
  return sorted(one) === sorted(other);
}

async function copyLink(search: string): Promise<void> {
  const path = findRoute(currentPath())?.path ?? currentPath();
  await navigator.clipboard.writeText(location.origin + addressOf(path) + search);
  announce(t("Se copió el enlace de esta lista."));
}

function SaveViewDialog({
  list,
  query,
  draft,
  setDraft,
  mayShare,
}: {
  list: ListName;
  query: string;
  draft: ViewDraft;
  /** Null closes the dialog. */
  setDraft: (draft: ViewDraft | null) => void;
  mayShare: boolean;
}) {
  const save = useSaveView();
  const name = draft.name.trim();
  const nameError = viewNameError(save.error);
  const submit = () =>
    save.mutate(
      { list, name, query, shared: draft.shared },
      {
        onSuccess: () => {
          announce(t("Se guardó la vista «{name}».", { name }));
          setDraft(null);
        },
      },
    );
  return (
    <FormDialog
      title={t("Guardar esta vista")}
      submitLabel={t("Guardar")}
      canSubmit={name !== ""}
      busy={save.isPending}
      error={nameError ? null : save.error}
      onSubmit={submit}
      onClose={() => setDraft(null)}
    >
      <p className="quiet small">{t("Quedan los filtros, el orden y las columnas que ve ahora.")}</p>
      <TextInput
        label={t("Nombre")}
        value={draft.name}
        error={nameError}
        maxLength={60}
        data-first
        autoComplete="off"
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      {mayShare && (
        <Checkbox
          label={t("Compartirla con quienes ven esta lista")}
          checked={draft.shared}
          onChange={(event) => setDraft({ ...draft, shared: event.currentTarget.checked })}
        />
      )}
    </FormDialog>
  );
}

/** Return the server's message about the name of a view. */
function viewNameError(error: unknown): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return error.code === "view_name_taken" ? error.message : error.fieldError("name");
}

interface ColumnsMenuProps {
  columns: readonly { id: string; label: string }[];
  shown: readonly string[];
  onChange: (shown: readonly string[]) => void;
}

export function ColumnsMenu({ columns, shown, onChange }: ColumnsMenuProps) {
  const all = columns.map(({ id }) => id);
  return (
    <Popover position="bottom-end" width={240} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" size="sm" rightSection={<span aria-hidden="true">▾</span>}>
          {t("Columnas")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t("Columnas de la lista")}>
        <div className={css.columns}>
          {columns.map(({ id, label }) => (
            <Checkbox
              key={id}
              size="sm"
              label={label}
              checked={shown.includes(id)}
              disabled={shown.length === 1 && shown.includes(id)}
              onChange={() => onChange(toggleColumn(shown, id, all))}
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

interface ExportMenuProps {
  busy: boolean;
  error: unknown;
  onExport: (format: ExportFormat) => void;
}

/** The menu for users with the permission to export, which the list passes. */
export function ExportMenu({ busy, error, onExport }: ExportMenuProps) {
  const permissions = useQuery(accountQuery).data?.permissions ?? [];
  if (!permissions.includes("list.export")) return null;
  return (
    <>
      <Menu position="bottom-end" width={280} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" size="sm" loading={busy} rightSection={<span aria-hidden="true">▾</span>}>
            {t("Exportar")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("Lo que muestra la lista; queda en el registro")}</Menu.Label>
          <Menu.Item onClick={() => onExport("xlsx")}>{t("Hoja de cálculo (XLSX)")}</Menu.Item>
          <Menu.Item onClick={() => onExport("csv")}>CSV</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {Boolean(error) && <Failure error={error} title={t("No se pudo exportar.")} />}
    </>
  );
}
