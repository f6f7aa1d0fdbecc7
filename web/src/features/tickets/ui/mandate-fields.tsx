/** The representative or the attorney of a petitioner, and the document by which they act. */
import { DateField } from "../../../components/date-field/date-field";
import { TextInput } from "@mantine/core";
import type { Mandate } from "../../../api/types";
import { DESCRIPTION_BELOW } from "../../../components/description-below";
import { t } from "../../../i18n/translate";

interface MandateFieldsProps {
  form: Mandate;
  edit: (change: Partial<Mandate>) => void;
  errors: Partial<Record<keyof Mandate, string>>;
  /** What happens with the document; filing needs no check of it. */
  hint: string;
  /** The class of what takes a whole row. */
  wholeRow: string | undefined;
  /** Whether the name gets the focus when the fields appear. */
  focus?: boolean;
  /** Begins the ids of the fields, if the page has them twice. */
  prefix?: string;
}

export function MandateFields({ form, edit, errors, hint, wholeRow, focus, prefix = "" }: MandateFieldsProps) {
  return (
    <>
      <TextInput
        label={form.actsAs === "attorney" ? t("Nombre del apoderado") : t("Nombre del representante")}
        required
        id={`${prefix}representante`}
        data-field="representative"
        value={form.representative}
        error={errors.representative}
        maxLength={200}
        autoComplete="off"
        autoFocus={focus}
        onChange={(event) => edit({ representative: event.currentTarget.value })}
      />
      <TextInput
        label={t("Su documento de identidad")}
        data-field="representativeDocument"
        value={form.representativeDocument}
        error={errors.representativeDocument}
        maxLength={40}
        autoComplete="off"
        onChange={(event) => edit({ representativeDocument: event.currentTarget.value })}
      />
      <TextInput
        label={t("Acreditación")}
        description={t("Cuál es y de dónde: poder, registro civil o certificado.")}
        inputWrapperOrder={DESCRIPTION_BELOW}
        required
        id={`${prefix}acreditacion`}
        data-field="mandateDocument"
        value={form.mandateDocument}
        error={errors.mandateDocument}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => edit({ mandateDocument: event.currentTarget.value })}
      />
      <DateField
        label={t("Vence el")}
        description={t("Si el documento lo dice.")}
        inputWrapperOrder={DESCRIPTION_BELOW}
        data-field="expiresOn"
        value={form.expiresOn}
        error={errors.expiresOn}
        onChange={(day) => edit({ expiresOn: day })}
      />
      <TextInput
        className={wholeRow}
        label={t("Para qué lo faculta")}
        data-field="scope"
        value={form.scope}
        error={errors.scope}
        maxLength={500}
        autoComplete="off"
        onChange={(event) => edit({ scope: event.currentTarget.value })}
      />
      <p className={`quiet small ${wholeRow}`}>{hint}</p>
    </>
  );
}
