/** The reader's panel: search, the articles of the topic first, one article, and whether it helped. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import {
  type ArticleFilter,
  type ArticleSummary,
  type Occasion,
  type OpenedArticle,
  useArticles,
  useOpenedArticle,
  useRateArticle,
} from "../../../api/knowledge";
import { announce } from "../../../components/announcer";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { longDateOfDay } from "../../../formats";
import { versionLabel } from "../model/articles";
import { ArticleBody } from "./article-body";
import css from "./knowledge.module.css";
import { t } from "../../../i18n/translate";

interface KnowledgePanelProps {
  occasion: Occasion;
  /** The typology of the call or ticket, as kind/theme/subtheme; empty if it is not chosen. */
  topic?: string;
  line?: string;
}

const TYPING_MS = 200;

export function KnowledgePanel({ occasion, topic = "", line = "" }: KnowledgePanelProps) {
  const [words, setWords] = useState("");
  const [only, setOnly] = useState(false);
  const [open, setOpen] = useState("");
  const [asked] = useDebouncedValue(words.trim(), TYPING_MS);
  const list = useRef<HTMLUListElement>(null);
  const query: ArticleFilter = {
    ...(asked ? { words: asked } : {}),
    ...(topic ? { topic, topic_only: only } : {}),
    ...(line ? { line } : {}),
  };
  const { data, error, refetch } = useArticles(query);
  const close = () => {
    const id = open;
    setOpen("");
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-article="${id}"]`)?.focus());
  };
  if (open) return <OpenArticle key={open} id={open} occasion={occasion} close={close} />;
  return (
    <div className={css.panel}>
      <div className={css.search} role="search">
        <TextInput
          aria-label={t("Buscar en la base de conocimiento")}
          placeholder={t("Buscar: paz y salvo, renovar…")}
          value={words}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => setWords(event.currentTarget.value)}
          data-first
        />
        {topic && (
          <Button variant={only ? "filled" : "default"} size="sm" aria-pressed={only} onClick={() => setOnly(!only)}>
            {t("Solo de la tipología")}
          </Button>
        )}
      </div>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo buscar.")} />
      ) : !data ? (
        <Loading label={t("Buscando…")} />
      ) : data.articles.length === 0 ? (
        <Empty title={t("Ningún artículo")}>
          {asked
            ? t("Pruebe con otra palabra, o con menos.")
            : only
              ? t("La tipología no tiene artículos vigentes.")
              : t("Aún no hay artículos publicados.")}
        </Empty>
      ) : (
        <ul className={css.results} ref={list} aria-label={t("Artículos")}>
          {data.articles.map((each) => (
            <Result key={each.id} article={each} open={setOpen} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Result({ article, open }: { article: ArticleSummary; open: (id: string) => void }) {
  const reasons = [article.of_topic ? t("De la tipología") : "", ...article.cited_by].filter(Boolean);
  return (
    <li data-topic={article.of_topic || undefined}>
      <button type="button" data-article={article.id} onClick={() => open(article.id)}>
        <strong>{article.title}</strong>
        <span className={css.excerpt}>{article.excerpt}</span>
        {(reasons.length > 0 || article.review_due) && (
          <span className={css.reasons}>
            {reasons.join(" · ")}
            {article.review_due && <em>{t("Su revisión está pendiente")}</em>}
          </span>
        )}
      </button>
    </li>
  );
}

function OpenArticle({ id, occasion, close }: { id: string; occasion: Occasion; close: () => void }) {
  const { data, error, refetch } = useOpenedArticle(id, occasion);
  return (
    <div className={css.panel}>
      <p>
        <Button variant="default" size="compact-sm" onClick={close}>
          {t("← Volver a los artículos")}
        </Button>
      </p>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo abrir el artículo.")} />
      ) : !data ? (
        <Loading label={t("Abriendo el artículo…")} />
      ) : (
        <ReadArticle opened={data} />
      )}
    </div>
  );
}

/** An article that was opened, with the question whether it helped. */
export function ReadArticle({ opened }: { opened: OpenedArticle }) {
  const { article } = opened;
  const title = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another article takes the focus
  useEffect(() => title.current?.focus({ preventScroll: true }), [article.id]);
  return (
    <article className={css.article} aria-labelledby="articulo">
      <h3 id="articulo" ref={title} tabIndex={-1}>
        {article.title}
      </h3>
      {article.review_due && (
        <p className={css.warning}>
          {t("Debía revisarse el {review_on}: confirme lo que sea una fecha o un valor.", {
            review_on: longDateOfDay(article.review_on),
          })}
        </p>
      )}
      <ArticleBody body={article.body} />
      <RatingForm opened={opened} />
      <p className="quiet small">
        {t("{article}, de {owner_name}{text}.", {
          article: versionLabel(article),
          owner_name: article.owner_name,
          text:
            article.valid_until &&
            t("; vale hasta el {valid_until}", { valid_until: longDateOfDay(article.valid_until) }),
        })}
        {article.topics.length > 0 && ` ${article.topics.map(({ name }) => name).join("; ")}.`}
      </p>
    </article>
  );
}

function RatingForm({ opened }: { opened: OpenedArticle }) {
  const rate = useRateArticle();
  const [comment, setComment] = useState<string | null>(null);
  const written = comment ?? opened.comment;
  const send = (useful: boolean, text: string) =>
    rate.mutate(
      { reading: opened.reading, useful, comment: text },
      { onSuccess: () => announce(useful ? t("Dijo que sirvió.") : t("Dijo que no sirvió.")) },
    );
  return (
    <div className={css.rating}>
      <div className={css.verdict} role="group" aria-label={t("¿Le sirvió el artículo?")}>
        <span>{t("¿Le sirvió?")}</span>
        {([true, false] as const).map((useful) => (
          <Button
            key={String(useful)}
            size="compact-sm"
            variant={opened.useful === useful ? "filled" : "default"}
            aria-pressed={opened.useful === useful}
            disabled={rate.isPending}
            onClick={() => send(useful, written)}
          >
            {useful ? t("Sirvió") : t("No sirvió")}
          </Button>
        ))}
      </div>
      {opened.useful !== null && (
        <form
          className={css.comment}
          onSubmit={(event) => {
            event.preventDefault();
            send(opened.useful ?? true, written);
          }}
        >
          <Textarea
            label={t("Comentario para su responsable (opcional)")}
            description={t("Sin datos de clientes.")}
            rows={2}
            value={written}
            maxLength={500}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          {written.trim() !== opened.comment && (
            <Button type="submit" size="compact-sm" variant="default" loading={rate.isPending}>
              {t("Enviar el comentario")}
            </Button>
          )}
        </form>
      )}
      {rate.error && <Failure error={rate.error} />}
    </div>
  );
}
