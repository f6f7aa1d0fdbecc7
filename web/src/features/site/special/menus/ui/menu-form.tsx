/** The forms of a menu and of what happens to a caller who presses nothing. */
import { Button } from "@mantine/core";
import { Complaints, EntryField, type FieldContext, NumberField } from "../../common/fields";
import { PromptField } from "../../common/prompt-field";
import css from "../../common/fields.module.css";
import { freeKeys } from "../model/edits";
import { t } from "../../../../../i18n/translate";

interface MenuFormProps {
  context: FieldContext;
  menu: string;
  addOption: (key: string) => void;
  /** Null where the menu may not be removed. */
  remove: (() => void) | null;
}

export function MenuForm({ context, menu, addOption, remove }: MenuFormProps) {
  const path = ["menus", menu];
  const [free] = freeKeys(context.document, menu);
  return (
    <fieldset className={css.group}>
      <legend>{t("Menú «{menu}»", { menu })}</legend>
      <Complaints complaints={context.complaints} path={path} />
      <Complaints complaints={context.complaints} path={[...path, "options"]} />
      <PromptField context={context} label={t("Mensaje del menú")} path={[...path, "prompt"]} />
      {!context.readOnly && (
        <div className={css.acts}>
          <Button size="sm" disabled={free === undefined} onClick={() => free && addOption(free)}>
            {free === undefined ? t("No quedan teclas") : t("Agregar la opción {key}", { key: free })}
          </Button>
          {remove && (
            <Button size="sm" variant="default" onClick={remove}>
              {t("Borrar el menú")}
            </Button>
          )}
        </div>
      )}
    </fieldset>
  );
}

export function FallbackForm({ context, menu }: { context: FieldContext; menu: string }) {
  const path = ["menus", menu];
  return (
    <div className={css.fields}>
      <EntryField context={context} label={t("Pasa a la cola")} section="queues" path={[...path, "fallback_queue"]} />
      <NumberField
        context={context}
        label={t("Cuántas veces se repite el menú")}
        path={[...path, "retries"]}
        min={0}
        max={5}
        byDefault={2}
      />
      <NumberField
        context={context}
        label={t("Silencio que se espera")}
        path={[...path, "first_digit_s"]}
        min={1}
        max={30}
        byDefault={5}
        decimals={1}
        unit={t(" segundos")}
      />
      <PromptField context={context} label={t("Si no marca")} path={[...path, "silence_prompt"]} />
      <PromptField context={context} label={t("Si se equivoca")} path={[...path, "wrong_key_prompt"]} />
      <PromptField context={context} label={t("Antes de pasar a la cola")} path={[...path, "fallback_prompt"]} />
    </div>
  );
}
