/**
 * The HTML of a mail with its look. Only text, elements and their styles are taken over, into a tree of their own, so
 * that the mail's styles and those of the screen do not mix, and nothing in a mail can act here. Styles are set one by
 * one, because the policy of the screens (CSP) admits none in HTML, not even in a document that is only parsed.
 */
import { useEffect, useRef } from "react";
import css from "./answer.module.css";

const PARTS: ReadonlySet<string> = new Set(["P", "BR", "DIV", "TABLE", "TBODY", "TR", "TH", "TD"]);

export function MailBody({ html }: { html: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    const body = new DOMParser().parseFromString(withoutStyles(html), "text/html").body;
    const page = document.createElement("div");
    page.style.cssText = body.dataset.style ?? "";
    page.append(...copiesOf(body));
    root.replaceChildren(page);
  }, [html]);
  return <div ref={host} className={css.mail} />;
}

/** Rename the attribute of styles in each tag. */
const withoutStyles = (html: string): string =>
  html.replace(/<[^<>]*>/g, (tag) => tag.replace(/\sstyle=/gi, " data-style="));

function copiesOf(source: Element): Node[] {
  return [...source.childNodes].flatMap((node): Node[] => {
    if (node instanceof Text) return [document.createTextNode(node.data)];
    if (!(node instanceof HTMLElement) || !PARTS.has(node.tagName)) return [];
    const copy = document.createElement(node.tagName);
    copy.style.cssText = node.dataset.style ?? "";
    copy.append(...copiesOf(node));
    return [copy];
  });
}
