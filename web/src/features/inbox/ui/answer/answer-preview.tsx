/** An answer as the petitioner will get it: the mail or the letter, rendered by the server with the sending's template. */
import { useEffect, useRef, useState } from "react";
import { type AnswerPreview as Preview, useAnswerPreview } from "../../../../api/tickets";
import { Failure, Loading } from "../../../../components/load-states";
import { previewTitle, recipientLabel } from "../../model/answer-preview";
import css from "./answer.module.css";
import { MailBody } from "./mail-body";
import { t } from "../../../../i18n/translate";

const TYPING_PAUSE_MS = 600;

interface AnswerPreviewProps {
  number: string;
  version: number;
  /** The answer that is being written; empty for the ticket's latest wording. */
  text: string;
  attachments: readonly string[] | null;
  /** Whether the ticket has an earlier wording. */
  answered: boolean;
  /** Whether the chosen files cannot be sent, so that the server would refuse the preview. */
  paused: boolean;
}

export function AnswerPreview({ number, version, text, attachments, answered, paused }: AnswerPreviewProps) {
  const wording = useSettled(text.trim());
  const written = wording !== "" || answered;
  const { data, error } = useAnswerPreview(number, version, wording, attachments, written && !paused);
  return (
    <section className={css.preview} aria-labelledby="vista-previa">
      <h4 id="vista-previa">{previewTitle(data?.channel)}</h4>
      {!written ? (
        <p className="quiet small">{t("Escriba la respuesta: aquí se ve como le llegará al peticionario.")}</p>
      ) : paused ? (
        <p className="quiet small">{t("Revise los archivos: así no se puede enviar.")}</p>
      ) : error ? (
        <Failure error={error} title={t("No se pudo preparar la vista previa.")} />
      ) : data ? (
        <PreviewedAnswer preview={data} />
      ) : (
        <Loading label={t("Preparando la vista previa…")} />
      )}
    </section>
  );
}

interface PreviewedAnswerProps {
  preview: Preview;
  /** Whether a mail is shown with its look, not as its text. */
  styled?: boolean;
}

/** A rendered answer: its head, and its text, its mail or its pages. */
export function PreviewedAnswer({ preview, styled = false }: PreviewedAnswerProps) {
  return (
    <>
      <dl className={css.head}>
        <dt>{t("De")}</dt>
        <dd>{preview.sender}</dd>
        <dt>{recipientLabel(preview.channel)}</dt>
        <dd>{preview.to.join(", ")}</dd>
        <dt>{t("Asunto")}</dt>
        <dd>{preview.subject}</dd>
      </dl>
      {preview.unfilled.length > 0 && (
        <p className={css.warning}>{t("Falta llenar: {unfilled}.", { unfilled: preview.unfilled.join(", ") })}</p>
      )}
      <div className={css.sheet} tabIndex={0} role="region" aria-label={t("Texto que se envía")}>
        {preview.pages.length > 0 ? (
          <>
            <p className="unseen">{preview.text}</p>
            {preview.pages.map((page, at) => (
              <LetterPage
                key={`${at} ${page.length}`}
                page={page}
                label={t("Página {at} de la carta", { at: at + 1 })}
              />
            ))}
          </>
        ) : styled && preview.html !== null ? (
          <MailBody html={preview.html} />
        ) : (
          <p className={css.words}>{preview.text}</p>
        )}
      </div>
      {preview.files.length > 0 && <p className="small">{t("Con {files}", { files: preview.files.join(", ") })}</p>}
    </>
  );
}

/**
 * A page of a letter, drawn on a canvas: the policy of the screens (CSP) admits no picture from a response. Its text
 * stands beside it for screen readers.
 */
function LetterPage({ page, label }: { page: string; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let current = true;
    const bytes = Uint8Array.from(atob(page), (each) => each.charCodeAt(0));
    void createImageBitmap(new Blob([bytes], { type: "image/png" })).then((picture) => {
      if (!current || !canvas.current) return;
      canvas.current.width = picture.width;
      canvas.current.height = picture.height;
      canvas.current.getContext("2d")?.drawImage(picture, 0, 0);
    });
    return () => {
      current = false;
    };
  }, [page]);
  return <canvas ref={canvas} className={css.page} role="img" aria-label={label} />;
}

/** Return a text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
