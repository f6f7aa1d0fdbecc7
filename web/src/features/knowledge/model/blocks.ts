/**
 * The structure of an article's text: headings (##), lists (- or 1.), paragraphs, bold words (**) and links. Pure.
 *
 * It returns values, which the screen renders as elements: no text of an article is ever HTML.
 */
export type Span =
  | { kind: "text"; text: string }
  | { kind: "bold"; text: string }
  | { kind: "link"; text: string; href: string };
export type Block =
  | { kind: "heading"; spans: Span[] }
  | { kind: "paragraph"; spans: Span[] }
  | { kind: "list"; ordered: boolean; items: Span[][] };

const HEADING = /^#{2,3}\s+(.*)$/;
const BULLET = /^-\s+(.*)$/;
const NUMBER = /^\d{1,2}\.\s+(.*)$/;
const MARKED = /(\*\*[^*\n]+\*\*|https?:\/\/[^\s<>"')\]]*[^\s<>"')\].,;:])/;

/** Return the blocks of a text, in order. Lines of one paragraph are joined. */
export function parseBlocks(body: string): Block[] {
  const blocks: Block[] = [];
  let open = false;
  for (const line of body.split("\n").map((each) => each.trim())) {
    const last = blocks.at(-1);
    const heading = HEADING.exec(line)?.[1];
    const bullet = BULLET.exec(line)?.[1];
    const item = bullet ?? NUMBER.exec(line)?.[1];
    if (!line) open = false;
    else if (heading) blocks.push({ kind: "heading", spans: parseSpans(heading) });
    else if (item !== undefined) {
      const ordered = bullet === undefined;
      if (last?.kind === "list" && last.ordered === ordered) last.items.push(parseSpans(item));
      else blocks.push({ kind: "list", ordered, items: [parseSpans(item)] });
    } else if (open && last?.kind === "paragraph") last.spans.push(...parseSpans(` ${line}`));
    else blocks.push({ kind: "paragraph", spans: parseSpans(line) });
    if (line) open = !heading && item === undefined;
  }
  return blocks;
}

function parseSpans(text: string): Span[] {
  return text
    .split(MARKED)
    .filter(Boolean)
    .map((part): Span => {
      if (part.startsWith("**") && part.endsWith("**") && part.length > 4)
        return { kind: "bold", text: part.slice(2, -2) };
      return /^https?:\/\//.test(part) ? { kind: "link", text: part, href: part } : { kind: "text", text: part };
    });
}
