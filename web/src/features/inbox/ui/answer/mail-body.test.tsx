// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { MailBody } from "./mail-body";

afterEach(cleanup);

it("a mail keeps its text and its look, and nothing that acts", () => {
  const html =
    '<body style="color:#111111"><p style="background:#123456">Entidad</p><script>alert(1)</script>' +
    '<a href="https://a.example">enlace</a><p onclick="alert(1)">Hola<br>Ana</p></body>';
  const { container } = render(<MailBody html={html} />);
  const root = container.firstElementChild?.shadowRoot;
  expect(root?.textContent).toBe("EntidadHolaAna");
  expect(root?.querySelector("p")?.style.background).toContain("#123456");
  expect(root?.querySelectorAll("script, a, [onclick]").length).toBe(0);
  expect(root?.querySelectorAll("br").length).toBe(1);
});
