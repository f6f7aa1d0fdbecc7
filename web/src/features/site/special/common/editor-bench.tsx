/** An editor in a test: it edits a document that the test reads. */
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { type ComponentType, useState } from "react";
import type { Complaint, Document, EditorProps } from "../../editor-props";
import { fieldsOf, listOf, type Path } from "./values";

interface Bench {
  /** The document as it is now. */
  document: () => Document;
}

interface Options {
  complaints?: readonly Complaint[];
  readOnly?: boolean;
  client?: QueryClient;
}

/** Render an editor of a section on a document. */
export function renderEditor(
  Editor: ComponentType<EditorProps>,
  section: string,
  first: Document,
  { complaints = [], readOnly = false, client = new QueryClient() }: Options = {},
): Bench {
  let now = first;
  function Host() {
    const [document, setDocument] = useState(first);
    now = document;
    return (
      <Editor
        section={section}
        value={document[section]}
        document={document}
        schema={{}}
        complaints={complaints}
        readOnly={readOnly}
        onChange={(path, after) => setDocument((before) => fieldsOf(replaced(before, path, after)))}
      />
    );
  }
  render(
    <MantineProvider>
      <QueryClientProvider client={client}>
        <Host />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { document: () => now };
}

function replaced(value: unknown, path: Path, after: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return after;
  if (Array.isArray(value)) {
    const items = listOf(value).map((item, index) => (String(index) === step ? replaced(item, rest, after) : item));
    return items.filter((item) => item !== undefined);
  }
  const fields = fieldsOf(value);
  const entries = Object.entries({ ...fields, [step]: replaced(fields[step], rest, after) });
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
}
