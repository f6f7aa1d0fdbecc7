/** The complaints about one part of the form, beside it. */
import type { Path } from "../model/document";
import { ComplaintText } from "../components/complaint-text";
import { complaintsAt, countWithin } from "../model/complaints";
import { countPhrase } from "../../../formats";
import { useSectionForm } from "./form-context";
import css from "./form.module.css";

/** The complaints about a group of fields; those about one field are the field's own error. */
export function GroupComplaints({ path }: { path: Path }) {
  const complaints = complaintsAt(useSectionForm().complaints, path);
  if (complaints.length === 0) return null;
  return (
    <ul className={css.complaints}>
      {complaints.map((each) => (
        <li key={each.text}>
          <ComplaintText complaint={each} />
        </li>
      ))}
    </ul>
  );
}

/** How many complaints a closed group has. */
export function ComplaintCount({ path }: { path: Path }) {
  const count = countWithin(useSectionForm().complaints, path);
  return count > 0 ? <span className={css.count}>{countPhrase(count, "reparo", "reparos")}</span> : null;
}
