// @vitest-environment happy-dom
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { TechnicalDetails } from "./technical-details";

it("the details are folded, and their summary says to screen readers what they belong to", () =>
  expect(renderToStaticMarkup(<TechnicalDetails about="del sello">3f4c77</TechnicalDetails>)).toBe(
    '<details class="technical small quiet"><summary>Detalles técnicos<span class="unseen"> del sello</span></summary>3f4c77</details>',
  ));
