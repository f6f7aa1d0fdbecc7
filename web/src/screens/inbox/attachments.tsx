/** What is attached to a ticket: taken out by its name, put in from this computer. */
import { FileButton, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { accountQuery } from "../../api/queries";
import { useAttach, useAttachments } from "../../api/tickets";
import { serverClock } from "../../clock";
import { counted, moment } from "../../formats";
import { announce } from "../../parts/announce";
import { Failure } from "../../parts/conditions";
import css from "./inbox.module.css";

/** 84 kB, 1,2 MB. */
export const sizeWords = (bytes: number): string => (bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1).replace(".", ",")} MB`);

export function Attachments({ number }: { number: string }) {
  const may = useQuery(accountQuery).data?.permissions.includes("ticket.attach");
  const { data, error, refetch } = useAttachments(number);
  const attach = useAttach(number);
  const put = (files: File[]) => files.length > 0 && attach.mutate(files, { onSuccess: () => announce(`${counted(files.length, "anexo guardado", "anexos guardados")}.`) });
  return (
    <section aria-labelledby="anexos" className={css.part}>
      <div className={css.partHead}>
        <h3 id="anexos">Anexos</h3>
        {may && <FileButton multiple onChange={put}>{(props) => <Button {...props} size="compact-sm" variant="default" loading={attach.isPending}>Adjuntar</Button>}</FileButton>}
      </div>
      {attach.error ? <Failure error={attach.error} what="No se adjuntó." /> : null}
      {error ? <Failure error={error} again={() => void refetch()} what="No se pudieron leer los anexos." />
        : data && (data.attachments.length
          ? <ul className={css.files}>{data.attachments.map((each) => (
            <li key={each.id}><a href={`/api/v1/tickets/${encodeURIComponent(number)}/attachments/${encodeURIComponent(each.id)}`} download>{each.name ?? "archivo"}</a> <span className="quiet small">{sizeWords(each.size)} · {each.stored_by_name}, {moment(each.stored_at, serverClock.now())}</span></li>
          ))}</ul>
          : <p className="quiet small">Ninguno.</p>)}
    </section>
  );
}
