import { type Html, html } from "../html.ts";
import type { PlacedOperation } from "./placed-operation.ts";

/**
 * A form that makes the request from the reader's browser; only with script. It is for calls that
 * change nothing, with an API key: a token that can do everything does not belong into a web page.
 */
export function renderTryIt({ method, path, operation, parameters }: PlacedOperation): Html {
  const credentials = operation.security.flatMap((each) => Object.keys(each));
  if (method !== "GET" || credentials.some((name) => name !== "apiKey")) return html``;
  const key =
    credentials.length === 0
      ? html``
      : html`<label>API key <input type="password" class="try-key" autocomplete="off" spellcheck="false"></label><p>The key stays in this page's memory until you leave the page. It is sent to this host alone.</p>`;
  const fields = parameters
    .filter(({ in: place }) => place === "query")
    .map(
      ({ name, example }) =>
        html`<label>${name} <input name="${name}" placeholder="${String(example)}" autocomplete="off"></label>`,
    );
  return html`<details class="try"><summary>Try it</summary><form data-path="${path}">${key}${fields}<button type="submit">Send</button><pre class="try-answer" tabindex="0" role="status" aria-label="Response"></pre></form></details>\n`;
}
