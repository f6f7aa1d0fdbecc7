/** A complaint of the checker, with the way to the section that its sentence names. */
import { Fragment } from "react";
import { useSiteSchema } from "../../../api/site";
import { Link } from "../../../components/link";
import { currentPath } from "../../../router";
import type { Complaint } from "../editor-props";
import { sectionTitle } from "../model/sections";
import { t } from "../../../i18n/translate";

interface ComplaintTextProps {
  complaint: Complaint;
  /** Show a section; without it, the address does. */
  open?: (section: string) => void;
}

export function ComplaintText({ complaint: { text, section, path }, open }: ComplaintTextProps) {
  return (
    <>
      {text}
      {section && section !== path[0] && (
        <>
          {" "}
          <SectionLink section={section} open={open} />
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

/** The draft's own page has the section; the address stays, with another section. */
function SectionLink({ section, open }: { section: string; open: ComplaintTextProps["open"] }) {
  const schema = useSiteSchema().data;
  return (
    schema && (
      <Link to={`${currentPath()}?seccion=${section}`} onClick={() => open?.(section)}>
        {t("Ir a {section}", { section: sectionTitle(schema, section) })}
      </Link>
    )
  );
}
