/** A secret that is shown once: its values with their names, and a copy button where the browser allows it. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { announce } from "../../../components/announcer";
import css from "./users.module.css";
import { t } from "../../../i18n/translate";

export function OneTimeSecret({ rows, secret }: { rows: [string, string][]; secret: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(secret).then(() => {
      setCopied(true);
      announce(t("Copiada."));
    });
  return (
    <dl className={css.secret}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === secret ? <code>{value}</code> : value}</dd>
          {value === secret && navigator.clipboard && (
            <dd>
              <Button size="xs" variant="default" onClick={copy}>
                {copied ? t("Copiada") : t("Copiar")}
              </Button>
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
