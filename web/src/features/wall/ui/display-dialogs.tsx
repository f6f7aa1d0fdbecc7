/** The dialogs of a wall display: a new one with its code, its settings, another code, and its end. */
import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import {
  type DisplayForm,
  type Panel,
  useChangeDisplay,
  useCreateDisplay,
  useIssueCode,
  useRevokeDisplay,
  type WallDisplay,
  type WallTheme,
} from "../../../api/displays";
import { ApiProblem } from "../../../api/problem";
import { Dialog } from "../../../components/dialog";
import { FormDialog } from "../../../components/form-dialog";
import { timeOfDay } from "../../../formats";
import { MAX_SECONDS, MIN_SECONDS, PANELS, THEMES } from "../model/options";
import css from "./displays.module.css";
import { rich, t } from "../../../i18n/translate";

interface DialogProps {
  close: () => void;
  done: (text: string) => void;
}
interface DisplayDialogProps extends DialogProps {
  display: WallDisplay;
}

const MAX_DAYS = 365;
const NEW: DisplayForm = {
  name: "",
  place: "",
  panels: ["service", "queues", "advisors", "contingency"],
  seconds: 12,
  theme: "dark",
};

const isComplete = ({ name, place, panels, seconds }: DisplayForm): boolean =>
  Boolean(name.trim() && place.trim() && panels.length) && seconds >= MIN_SECONDS && seconds <= MAX_SECONDS;

export function NewDialog({ close, done }: DialogProps) {
  const create = useCreateDisplay();
  const [form, setForm] = useState(NEW);
  const [days, setDays] = useState<number | string>(180);
  if (create.data)
    return (
      <IssuedCode
        name={create.data.display.name}
        code={create.data.code}
        until={create.data.code_expires_at}
        close={close}
      />
    );
  return (
    <FormDialog
      title={t("Nueva pantalla")}
      submitLabel={t("Crear y ver el código")}
      canSubmit={isComplete(form) && Number(days) >= 1 && Number(days) <= MAX_DAYS}
      busy={create.isPending}
      error={create.error}
      onClose={close}
      onSubmit={() =>
        create.mutate(
          { ...form, days: Number(days) },
          { onSuccess: () => done(t("Se creó la pantalla «{name}».", { name: form.name })) },
        )
      }
    >
      <Fields form={form} setForm={setForm} error={create.error} />
      <NumberInput
        label={t("Por cuántos días lee")}
        description={t("Máximo un año. Puede retirarla antes.")}
        min={1}
        max={MAX_DAYS}
        allowDecimal={false}
        value={days}
        onChange={setDays}
      />
    </FormDialog>
  );
}

export function ChangeDialog({ display, close, done }: DisplayDialogProps) {
  const change = useChangeDisplay(display.id);
  const { name, place, panels, seconds, theme } = display;
  const [form, setForm] = useState<DisplayForm>({ name, place, panels, seconds, theme });
  return (
    <FormDialog
      title={t("Cambiar «{name}»", { name: display.name })}
      submitLabel={t("Guardar")}
      canSubmit={isComplete(form)}
      busy={change.isPending}
      error={change.error}
      onClose={close}
      onSubmit={() =>
        change.mutate(form, {
          onSuccess: () => {
            done(t("«{name}» muestra lo nuevo en unos segundos.", { name: form.name }));
            close();
          },
        })
      }
    >
      <Fields form={form} setForm={setForm} error={change.error} />
    </FormDialog>
  );
}

export function CodeDialog({ display, close }: DisplayDialogProps) {
  const issue = useIssueCode(display.id);
  if (issue.data)
    return <IssuedCode name={display.name} code={issue.data.code} until={issue.data.code_expires_at} close={close} />;
  return (
    <FormDialog
      title={t("Otro código para «{name}»", { name: display.name })}
      submitLabel={t("Ver el código")}
      canSubmit
      busy={issue.isPending}
      error={issue.error}
      onClose={close}
      onSubmit={() => issue.mutate(undefined)}
    >
      <p>
        {t(
          "Sirve para cambiar de televisor, o si el código anterior venció. Cuando el código se use, el televisor de antes dejará de leer.",
        )}
      </p>
    </FormDialog>
  );
}

export function RevokeDialog({ display, close, done }: DisplayDialogProps) {
  const revoke = useRevokeDisplay(display.id);
  return (
    <FormDialog
      title={t("¿Retirar «{name}»?", { name: display.name })}
      submitLabel={t("Retirar")}
      canSubmit
      busy={revoke.isPending}
      error={revoke.error}
      onClose={close}
      onSubmit={() =>
        revoke.mutate(undefined, {
          onSuccess: () => {
            done(t("«{name}» ya no lee nada.", { name: display.name }));
            close();
          },
        })
      }
    >
      <p>
        {t(
          "El televisor queda a oscuras en segundos. No se puede deshacer: para usarlo de nuevo se crea otra pantalla.",
        )}
      </p>
    </FormDialog>
  );
}

function IssuedCode({ name, code, until, close }: { name: string; code: string; until: string; close: () => void }) {
  return (
    <Dialog title={t("Código de «{name}»", { name })} onClose={close}>
      <div className={css.issued}>
        <ol>
          <li>
            {rich("En el navegador del televisor, abra {origin}.", { origin: <code>{location.origin}/pared</code> })}
          </li>
          <li>
            {rich("Escriba este código antes de las {until}. Sirve una vez y {strong}.", {
              until: timeOfDay(until),
              strong: <strong>{t("no se vuelve a mostrar")}</strong>,
            })}
          </li>
        </ol>
        <p className={css.code} aria-label={t("Código: {value}", { value: [...code].join(" ") })} role="img">
          {code}
        </p>
        <p>
          <Button onClick={close} data-first>
            {t("Cerrar")}
          </Button>
        </p>
      </div>
    </Dialog>
  );
}

function Fields({ form, setForm, error }: { form: DisplayForm; setForm: (form: DisplayForm) => void; error: unknown }) {
  const about = (field: string) => (error instanceof ApiProblem ? error.fieldError(field) : undefined);
  const choose = (chosen: string[]) =>
    setForm({ ...form, panels: PANELS.map(({ id }) => id).filter((id: Panel) => chosen.includes(id)) });
  return (
    <>
      <TextInput
        label={t("Nombre")}
        value={form.name}
        onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
        maxLength={60}
        autoComplete="off"
        error={about("name")}
        data-first
      />
      <TextInput
        label={t("Dónde está")}
        description={t("Por ejemplo: piso 2, muro norte.")}
        value={form.place}
        onChange={(event) => setForm({ ...form, place: event.currentTarget.value })}
        maxLength={120}
        autoComplete="off"
        error={about("place")}
      />
      <Checkbox.Group label={t("Qué muestra")} value={[...form.panels]} onChange={choose} error={about("panels")}>
        <div className={css.choices}>
          {PANELS.map(({ id, name }) => (
            <Checkbox key={id} value={id} label={name} />
          ))}
        </div>
      </Checkbox.Group>
      <div className={css.pair}>
        <NumberInput
          label={t("Segundos por panel")}
          min={MIN_SECONDS}
          max={MAX_SECONDS}
          allowDecimal={false}
          value={form.seconds}
          onChange={(seconds) => setForm({ ...form, seconds: Number(seconds) })}
        />
        <NativeSelect
          label={t("Colores")}
          value={form.theme}
          onChange={(event) => setForm({ ...form, theme: event.currentTarget.value as WallTheme })}
          data={THEMES.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
    </>
  );
}
