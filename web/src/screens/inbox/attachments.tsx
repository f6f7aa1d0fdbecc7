/** What is attached to a ticket: taken out by its name, put in from this computer. */
import { FileButton, Button } from "@mantine/core";
import { useAttach, useAttachments } from "../../api/tickets";
import { serverClock } from "../../clock";
import { moment } from "../../formats";
import { announce } from "../../parts/announce";
import { Failure } from "../../parts/conditions";
import css from "./inbox.module.css";

/** 84 kB, 1,2 MB. */
export const sizeWords = (bytes: number): string => (bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1).replace(".", ",")} MB`);

export function Attachments({ number, open }: { number: string; open: boolean }) {
  const { data, error, refetch } = useAttachments(number);
  const attach = useAttach(number);
  const put = (file: File | null) => file && attach.mutate(file, { onSuccess: () => announce(`Anexo guardado: ${file.name}.`) });
  return (
    <section aria-labelledby="anexos" className={css.part}>
      <div className={css.partHead}>
        <h3 id="anexos">Anexos</h3>
        {open && <FileButton onChange={put}>{(props) => <Button {...props} size="compact-sm" variant="default" loading={attach.isPending}>Adjuntar</Button>}</FileButton>}
      </div>
      {attach.error ? <Failure error={attach.error} what="No se adjuntó." /> : null}
      {error ? <Failure error={error} again={() => void refetch()} what="No se pudieron leer los anexos." />
        : data && (data.length
          ? <ul className={css.files}>{data.map((each) => (
            <li key={each.id}><a href={`/api/v1/tickets/${encodeURIComponent(number)}/attachments/${encodeURIComponent(each.id)}`} download>{each.name}</a> <span className="quiet small">{sizeWords(each.size)} · {each.by}, {moment(each.at, serverClock.now())}</span></li>
          ))}</ul>
          : <p className="quiet small">Ninguno.</p>)}
    </section>
  );
}
