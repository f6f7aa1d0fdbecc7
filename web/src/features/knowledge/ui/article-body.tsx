/** The text of an article as elements: never as HTML. */
import { Fragment } from "react";
import { parseBlocks, type Span } from "../model/blocks";
import css from "./knowledge.module.css";

export function ArticleBody({ body }: { body: string }) {
  return (
    <div className={css.body}>
      {parseBlocks(body).map((block, at) => {
        if (block.kind === "heading")
          return (
            <h4 key={at}>
              <Spans spans={block.spans} />
            </h4>
          );
        if (block.kind === "paragraph")
          return (
            <p key={at}>
              <Spans spans={block.spans} />
            </p>
          );
        const items = block.items.map((item, index) => (
          <li key={index}>
            <Spans spans={item} />
          </li>
        ));
        return block.ordered ? <ol key={at}>{items}</ol> : <ul key={at}>{items}</ul>;
      })}
    </div>
  );
}

const Spans = ({ spans }: { spans: Span[] }) =>
  spans.map((span, at) =>
    span.kind === "bold" ? (
      <strong key={at}>{span.text}</strong>
    ) : span.kind === "link" ? (
      <a key={at} href={span.href} target="_blank" rel="noreferrer noopener">
        {span.text}
      </a>
    ) : (
      <Fragment key={at}>{span.text}</Fragment>
    ),
  );
