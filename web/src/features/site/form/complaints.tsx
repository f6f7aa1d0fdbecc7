/** The complaints about one part of the form, beside it. */
import type { Path } from "../model/document";
import { countWithin, textsAt } from "../model/complaints";
import { countPhrase } from "../../../formats";
import { useSectionForm } from "./form-context";
import css from "./form.module.css";

/** The texts about a group of fields; those about one field are the field's own error. */
export function GroupComplaints({ path }: { path: Path }) {
  const texts = textsAt(useSectionForm().complaints, path);
  if (texts.length === 0) return null;
  return (
    <ul className={css.complaints}>
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

/** How many complaints a closed group has. */
export function ComplaintCount({ path }: { path: Path }) {
  const count = countWithin(useSectionForm().complaints, path);
  return count > 0 ? <span className={css.count}>{countPhrase(count, "reparo", "reparos")}</span> : null;
}
