/** An answer or a mail of the draft as a person will get it, beside the section that says how it reads. */
import { NativeSelect } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { type SiteDraft, type TextPreviewQuery, useTextPreview } from "../../../api/site";
import { Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { PreviewedAnswer } from "../../inbox/ui/answer/answer-preview";
import { ComplaintText } from "../components/complaint-text";
import type { Document } from "../editor-props";
import { type PreviewedText, previewedText, templateAt, templatesOf } from "../model/text-previews";
import css from "./site.module.css";
import { t } from "../../../i18n/translate";

interface PreviewedSectionProps {
  draft: SiteDraft;
  section: string;
  document: Document;
  children: ReactNode;
}

/** A section with its preview beside it, where it has one; the preview is of the template that has the focus. */
export function PreviewedSection({ draft, section, document, children }: PreviewedSectionProps) {
  const [touched, touch] = useState("");
  const text = previewedText(section);
  if (!text) return children;
  return (
    <div className={css.previewed}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only follows the focus of the fields inside */}
      <div
        onFocus={({ target }) => {
          const place = target.closest<HTMLElement>("[data-path]")?.dataset.path ?? "";
          touch((before) => templateAt(place.split("/")) || before);
        }}
      >
        {children}
      </div>
      <TextPreview draft={draft} text={text} document={document} template={touched} choose={touch} />
    </div>
  );
}

interface TextPreviewProps {
  draft: SiteDraft;
  text: PreviewedText;
  document: Document;
  template: string;
  choose: (template: string) => void;
}

function TextPreview({ draft, text, document, template, choose }: TextPreviewProps) {
  const [channel, setChannel] = useState<NonNullable<TextPreviewQuery["channel"]>>("email");
  const templates = templatesOf(document);
  const chosen = templates.some(({ value }) => value === template) ? template : (templates[0]?.value ?? "");
  const query = text === "answer" ? { text, channel, template: chosen } : { text, channel };
  const { data, error } = useTextPreview(draft.id, draft.revision, query);
  return (
    <section className={css.preview} aria-labelledby="como-se-lee">
      <h3 id="como-se-lee">{text === "answer" ? t("Cómo se leerá la respuesta") : t("Cómo se leerá la constancia")}</h3>
      <p className="quiet small">{t("Con datos inventados y lo que dice el borrador. No se envía nada.")}</p>
      {text === "answer" && (
        <NativeSelect
          label={t("Plantilla")}
          value={chosen}
          onChange={(event) => choose(event.currentTarget.value)}
          data={templates}
        />
      )}
      <SegmentedControl
        label={t("Por dónde llega")}
        value={channel}
        onChange={setChannel}
        options={[
          ["email", t("Correo")],
          ["letter", t("Carta")],
        ]}
      />
      {error ? (
        <Failure error={error} title={t("No se pudo preparar la vista previa.")} />
      ) : !data ? (
        <Loading label={t("Preparando la vista previa…")} />
      ) : data.preview ? (
        <PreviewedAnswer preview={data.preview} styled />
      ) : (
        <>
          <p>{t("Se verá cuando se corrija:")}</p>
          <ul className={css.faults}>
            {data.complaints.map((each) => (
              <li key={each.text}>
                <ComplaintText complaint={each} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
