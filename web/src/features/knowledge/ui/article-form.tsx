/** The form of an article, with its text as readers will see it. */
import "@mantine/core/styles/Pill.layer.css";
import "@mantine/core/styles/PillsInput.layer.css";
import { Button, MultiSelect, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useMemo, useState } from "react";
import { type ArticleDetail, useLibraryOptions, useSaveArticle } from "../../../api/knowledge";
import { ApiProblem } from "../../../api/problem";
import { useTypology } from "../../../api/queries";
import { DateField } from "../../../components/date-field/date-field";
import { Failure } from "../../../components/load-states";
import page from "../../quality/ui/quality.module.css";
import { type ArticleFields, canSave, toArticleForm } from "../model/articles";
import { topicChoices } from "../model/topics";
import { ArticleBody } from "./article-body";
import css from "./knowledge.module.css";
import { t } from "../../../i18n/translate";

interface ArticleFormProps {
  /** Null for a new article. */
  article: ArticleDetail | null;
  initial: ArticleFields;
  done: (stored: ArticleDetail) => void;
  cancel: () => void;
}

export function ArticleForm({ article, initial, done, cancel }: ArticleFormProps) {
  const [fields, setFields] = useState(initial);
  const save = useSaveArticle(article?.id ?? null);
  const problem = save.error instanceof ApiProblem ? save.error : null;
  const put = (change: Partial<ArticleFields>) => setFields({ ...fields, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (canSave(fields)) save.mutate(toArticleForm(fields, article?.revision ?? 1), { onSuccess: done });
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput
        label={t("Título")}
        description={t("Como lo buscaría un asesor.")}
        value={fields.title}
        maxLength={120}
        error={problem?.fieldError("title")}
        onChange={(event) => put({ title: event.currentTarget.value })}
        data-first
      />
      <div className={css.writing}>
        <Textarea
          label={t("Texto")}
          description={t("## para un título, - o 1. para una lista, ** para negrilla.")}
          autosize
          minRows={12}
          maxRows={28}
          value={fields.body}
          maxLength={20_000}
          error={problem?.fieldError("body")}
          onChange={(event) => put({ body: event.currentTarget.value })}
        />
        <section aria-label={t("Cómo se ve")} className={css.preview}>
          <p className="quiet small">{t("Cómo se ve")}</p>
          {fields.body.trim() ? <ArticleBody body={fields.body} /> : <p className="quiet">{t("Aún no hay texto.")}</p>}
        </section>
      </div>
      <PlaceFields fields={fields} put={put} problem={problem} />
      {save.error && <Failure error={save.error} />}
      <p className={page.acts}>
        <Button type="submit" loading={save.isPending} disabled={!canSave(fields)}>
          {article ? t("Guardar otra versión") : t("Guardar el borrador")}
        </Button>
        <Button variant="default" onClick={cancel}>
          {t("Cancelar")}
        </Button>
      </p>
    </form>
  );
}

interface PlaceFieldsProps {
  fields: ArticleFields;
  put: (change: Partial<ArticleFields>) => void;
  problem: ApiProblem | null;
}

/** Where the article is shown, who answers for it, and its days. */
function PlaceFields({ fields, put, problem }: PlaceFieldsProps) {
  const typology = useTypology().data;
  const topics = useMemo(() => topicChoices(typology), [typology]);
  const owners = (useLibraryOptions().data?.owners ?? []).map(({ user, name }) => ({ value: user, label: name }));
  const owned = owners.some(({ value }) => value === fields.owner);
  return (
    <>
      <MultiSelect
        label={t("Tipologías")}
        description={t("Sale primero en las llamadas y los tickets de estas. Sin ninguna, es general.")}
        placeholder={fields.topics.length ? undefined : t("Buscar un tipo, tema o subtema")}
        data={topics}
        value={fields.topics}
        onChange={(chosen) => put({ topics: chosen })}
        error={problem?.fieldError("topics.0")}
        searchable
        clearable
        limit={60}
        nothingFoundMessage={t("Ninguna tipología tiene esas palabras.")}
        clearButtonProps={{ "aria-label": t("Quitar las tipologías") }}
      />
      <div className={css.days}>
        <NativeSelect
          label={t("Responsable")}
          data={owned ? owners : [{ value: fields.owner, label: fields.owner || t("Elija…") }, ...owners]}
          value={fields.owner}
          error={problem?.fieldError("owner")}
          onChange={(event) => put({ owner: event.currentTarget.value })}
        />
        <DateField
          label={t("Vale desde")}
          value={fields.valid_from}
          error={problem?.fieldError("valid_from")}
          onChange={(day) => put({ valid_from: day })}
        />
        <DateField
          label={t("Hasta (opcional)")}
          value={fields.valid_until}
          error={problem?.fieldError("valid_until")}
          onChange={(day) => put({ valid_until: day })}
        />
        <DateField
          label={t("Se revisa el")}
          value={fields.review_on}
          error={problem?.fieldError("review_on")}
          onChange={(day) => put({ review_on: day })}
        />
      </div>
    </>
  );
}
