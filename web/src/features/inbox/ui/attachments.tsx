/** The attachments of a ticket, to download or upload; a file that the antivirus withholds shows the reason. */
import { FileButton, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { accountQuery } from "../../../api/queries";
import { type Attachment, attachmentUrl, useAddAttachments, useAttachments } from "../../../api/tickets";
import { serverClock } from "../../../clock";
import { countPhrase, momentPhrase, formatBytes } from "../../../formats";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Failure } from "../../../components/load-states";
import css from "./inbox.module.css";
import { t } from "../../../i18n/translate";

/** Return a sentence about files just attached: how many were stored, and how many cannot be opened now. */
export function attachedSentence(files: readonly Pick<Attachment, "state">[]): string {
  const of = (state: Attachment["state"]) => files.filter((each) => each.state === state).length;
  const parts = [
    countPhrase(files.length, "anexo guardado", "anexos guardados"),
    of("withheld") && countPhrase(of("withheld"), "lo retuvo el antivirus", "los retuvo el antivirus"),
    of("waiting") && countPhrase(of("waiting"), "espera al antivirus", "esperan al antivirus"),
  ];
  return `${parts.filter(Boolean).join("; ")}.`;
}

function AttachmentItem({ number, file }: { number: string; file: Attachment }) {
  const name = file.name ?? t("archivo");
  return (
    <li data-state={file.state}>
      {file.state === "open" ? (
        <a href={attachmentUrl(number, file.id)} download>
          {name}
        </a>
      ) : (
        <span>{name}</span>
      )}{" "}
      <span className="quiet small">
        {formatBytes(file.size)} · {file.stored_by_name}, {momentPhrase(file.stored_at, serverClock.now())}
      </span>
      {file.why && <p className="small">{file.why}</p>}
    </li>
  );
}

export function Attachments({ number }: { number: string }) {
  const may = useQuery(accountQuery).data?.permissions.includes("ticket.work");
  const { data, error, refetch } = useAttachments(number);
  const attach = useAddAttachments(number);
  const [done, confirm] = useConfirmation();
  const put = (files: File[]) =>
    files.length > 0 && attach.mutate(files, { onSuccess: (kept) => confirm(attachedSentence(kept.attachments)) });
  return (
    <section aria-labelledby="anexos" className={css.part}>
      <div className={css.partHead}>
        <h3 id="anexos">{t("Anexos")}</h3>
        {may && (
          <FileButton multiple onChange={put}>
            {(props) => (
              <Button {...props} size="compact-sm" variant="default" loading={attach.isPending}>
                {t("Adjuntar")}
              </Button>
            )}
          </FileButton>
        )}
      </div>
      {attach.error ? (
        <Failure error={attach.error} title={t("No se adjuntó.")} />
      ) : (
        <Confirmation>{done}</Confirmation>
      )}
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los anexos.")} />
      ) : (
        data &&
        (data.attachments.length ? (
          <ul className={css.files}>
            {data.attachments.map((each) => (
              <AttachmentItem key={each.id} number={number} file={each} />
            ))}
          </ul>
        ) : (
          <p className="quiet small">{t("Ninguno.")}</p>
        ))
      )}
    </section>
  );
}
