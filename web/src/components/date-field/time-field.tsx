/** A time of the day that a person types with 24 hours, or as «3:30 p. m.». */
import { readTime } from "./moment-text";
import { TypedField, type TypedValueProps } from "./typed-field";
import { t } from "../../i18n/translate";

const FORMAT = { read: readTime, write: (time: string) => time, hint: t("Escriba la hora, por ejemplo 15:30.") };

/** The value is HH:MM. */
export function TimeField(props: Omit<TypedValueProps, "min" | "max">) {
  return <TypedField placeholder="hh:mm" maxLength={12} {...props} format={FORMAT} />;
}
