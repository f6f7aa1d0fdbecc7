/** A section in its own editor, or in the form of its schema. */
import { type RefObject, Suspense, useEffect, useRef } from "react";
import { Loading } from "../../../components/load-states";
import { showField } from "../components/show-field";
import type { EditorProps } from "../editor-props";
import { EDITORS } from "../editors";
import { SectionForm } from "../form/section-form";
import type { Path } from "../model/document";
import { sectionTitle } from "../model/sections";
import css from "./site.module.css";
import { t } from "../../../i18n/translate";
import type { JsonSchema } from "../model/schema";

interface SectionEditorProps extends Omit<EditorProps, "schema" | "value"> {
  /** The schema of the whole site, without references. */
  root: JsonSchema;
  /** The field to show first. */
  target: Path | null;
  /** Why the section cannot be changed, if a person may wonder. */
  notice?: string;
  /** Store a file in the draft. */
  upload?: (name: string, file: File) => Promise<unknown>;
}

export function SectionEditor({ root, target, notice = "", upload, ...props }: SectionEditorProps) {
  const schema = root.properties?.[props.section] ?? {};
  const Special = EDITORS[props.section];
  const editor = { ...props, target, schema, value: props.document[props.section] };
  const place = useRef<HTMLElement>(null);
  return (
    <section ref={place} className={css.editor} aria-labelledby="parte" key={props.section}>
      <h2 id="parte" tabIndex={-1}>
        {sectionTitle(root, props.section)}
      </h2>
      {schema.description && <p className="quiet">{schema.description}</p>}
      {notice && <p className={css.notice}>{notice}</p>}
      {Special ? (
        <Suspense fallback={<Loading label={t("Abriendo esta parte…")} />}>
          <Special {...editor} />
          <Focus place={place} target={target} />
        </Suspense>
      ) : (
        <>
          <SectionForm {...editor} upload={upload} />
          <Focus place={place} target={target} />
        </>
      )}
    </section>
  );
}

/** Shows the field, or the beginning of the section, once the editor before it is drawn. */
function Focus({ place, target }: { place: RefObject<HTMLElement | null>; target: Path | null }) {
  useEffect(() => {
    if (!place.current) return;
    if (target) showField(place.current, target);
    else place.current.querySelector("h2")?.scrollIntoView({ block: "nearest" });
  }, [place, target]);
  return null;
}
