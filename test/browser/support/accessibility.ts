import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** The rules whose outcome the colour scheme may change. */
const rulesOfColour = ["color-contrast", "link-in-text-block"];

/**
 * What axe finds on the page as it stands that keeps people from using it, one line each.
 *
 * The rules are handed over by the debugger's protocol, which the page's own policy does not bind.
 *
 * @param rules `"colour"` for those alone that depend on the colour scheme
 */
export async function seriousFindings(
  page: Page,
  rules: "all" | "colour" = "all",
): Promise<string[]> {
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(axe.source);
  // The rest of the results is long, and of no use here.
  const options = {
    resultTypes: ["violations"],
    ...(rules === "colour" ? { runOnly: rulesOfColour } : {}),
  };
  const violations = await page.evaluate<AxeResults["violations"]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target }) => `${id}: ${help} (${target.join(" ")})`),
    );
}
