import { mkdirSync } from "node:fs";
import { expect } from "@jest/globals";
import type { Page } from "playwright-core";
import { seriousFindings } from "./accessibility.ts";
import { narrow, wide } from "./watched-page.ts";

/** Where pictures go, if anybody wants to look at them: they take a quarter of a test's time. */
const directory = process.env.LATCHKEY_STATES;

/** Leaves a picture behind if `LATCHKEY_STATES` is a directory for it. @param name such as `empty.light.1280` */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (!directory) return;
  mkdirSync(directory, { recursive: true });
  // What is behind a dialog is covered as far as the window goes, and no further.
  const fullPage = (await page.locator("dialog[open]").count()) === 0;
  await page.screenshot({ path: `${directory}/${name}.png`, fullPage });
}

/**
 * Looks at a state of the page in light and dark, wide and at 320 px: nothing serious is found by
 * axe, and nothing has to be scrolled sideways to be read.
 *
 * @param state names the pictures: `<state>.<scheme>.<width>.png`
 */
export async function checkView(page: Page, state: string): Promise<void> {
  const before = page.viewportSize() ?? wide;
  const findings: string[] = [];
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const where = `${state}.${colorScheme}.${viewport.width}`;
      await takePicture(page, where);
      const rules = colorScheme === "light" ? "all" : "colour";
      findings.push(
        ...(await seriousFindings(page, rules)).map((finding) => `${where}: ${finding}`),
      );
      findings.push(...(await overflowing(page)).map((what) => `${where}: sideways: ${what}`));
    }
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: "light" });
  expect(findings).toEqual([]);
}

/** The document, or a dialog, where it is wider than there is room for. */
export async function overflowing(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`
    [document.documentElement, ...document.querySelectorAll("dialog[open]")]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ localName, scrollWidth, clientWidth }) =>
        \`\${localName} \${scrollWidth} > \${clientWidth}\`)`);
}
