/** Where the receipt and the answer go: by mail, by letter, or to the address of the customer's record. */
import { TextInput } from "@mantine/core";
import { SegmentedControl } from "../../../components/segmented-control";
import { type ReplyBy, replyChoices } from "../model/filing-form";
import type { FieldsProps } from "./fields-props";
import css from "./filing.module.css";
import { t } from "../../../i18n/translate";

const CHOICE_LABELS: Record<ReplyBy, string> = {
  record: t("A la dirección de su ficha"),
  email: t("Por correo"),
  letter: t("Por carta"),
  none: t("No dejó dirección"),
};

export function ReplyFields({ form, edit, errors }: FieldsProps) {
  return (
    <fieldset className={css.part}>
      <legend>{t("Constancia y respuesta")}</legend>
      <SegmentedControl
        label={t("Constancia y respuesta")}
        className={`${css.which} ${css.whole}`}
        options={replyChoices(form.petitionerIs).map((each) => [each, CHOICE_LABELS[each]] as const)}
        value={form.replyBy}
        onChange={(replyBy) => edit({ replyBy })}
      />
      {form.replyBy === "email" && (
        <TextInput
          className={css.whole}
          label={t("Correo")}
          required
          type="email"
          inputMode="email"
          data-field="email"
          value={form.email}
          error={errors.email}
          maxLength={254}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => edit({ email: event.currentTarget.value })}
        />
      )}
      {form.replyBy === "letter" && (
        <TextInput
          className={css.whole}
          label={t("Dirección y municipio")}
          required
          data-field="address"
          value={form.address}
          error={errors.address}
          maxLength={300}
          autoComplete="off"
          onChange={(event) => edit({ address: event.currentTarget.value })}
        />
      )}
      {form.replyBy === "none" && (
        <p className={`quiet small ${css.whole}`}>
          {t("Entregue la constancia impresa. La respuesta se publica por aviso.")}
        </p>
      )}
    </fieldset>
  );
}
