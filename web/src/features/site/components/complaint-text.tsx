/** A complaint of the checker, with the way to the section that its sentence names. */
import { createContext, Fragment, useContext } from "react";
import { useSiteSchema } from "../../../api/site";
import { Link } from "../../../components/link";
import { currentPath } from "../../../router";
import type { Complaint } from "../editor-props";
import type { Path } from "../model/document";
import { sectionTitle } from "../model/sections";
import { t } from "../../../i18n/translate";

interface Draft {
  /** Of its page. */
  address: string;
  /** Show a field, or a section, in the page that is open; without it, the address does. */
  open?: (path: Path) => void;
}

/** The draft to whose sections complaints lead; without one, to those of the page that is open. */
export const ComplaintDraft = createContext<Draft | null>(null);

export function ComplaintText({ complaint: { text, section, path } }: { complaint: Complaint }) {
  return (
    <>
      {text}
      {section && section !== path[0] && (
        <>
          {" "}
          <SectionLink section={section} />
        </>
      )}
    </>
  );
}

/** All that is wrong with a field. */
export const ComplaintTexts = ({ complaints }: { complaints: readonly Complaint[] }) =>
  complaints.map((each, index) => (
    <Fragment key={each.text}>
      {index > 0 && " · "}
      <ComplaintText complaint={each} />
    </Fragment>
  ));

function SectionLink({ section }: { section: string }) {
  const schema = useSiteSchema().data;
  const draft = useContext(ComplaintDraft);
  return (
    schema && (
      <Link to={`${draft?.address ?? currentPath()}?seccion=${section}`} onClick={() => draft?.open?.([section])}>
        {t("Ir a {section}", { section: sectionTitle(schema, section) })}
      </Link>
    )
  );
}
