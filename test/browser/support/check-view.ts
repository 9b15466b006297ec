import { mkdirSync } from "node:fs";
import { expect } from "@jest/globals";
import type { Page } from "playwright-core";
import { seriousFindings } from "./accessibility.ts";
import { narrow, wide } from "./watched-page.ts";

/** The directory for pictures, if anybody wants to look at them: they take a quarter of a test's time. */
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
 * Looks at a state of the page wide and light, then at 320 px and dark: nothing serious is found by
 * axe, and nothing has to be scrolled sideways to be read.
 *
 * @param state names the pictures: `<state>.<scheme>.<width>.png`
 */
export async function checkView(page: Page, state: string): Promise<void> {
  const before = page.viewportSize() ?? wide;
  const findings: string[] = [];
  for (const [viewport, colorScheme] of views()) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const where = `${state}.${colorScheme}.${viewport.width}`;
    await takePicture(page, where);
    findings.push(...(await seriousFindings(page)).map((finding) => `${where}: ${finding}`));
    findings.push(...(await overflowing(page)).map((what) => `${where}: sideways: ${what}`));
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: "light" });
  expect(findings).toEqual([]);
}

/** Both widths and both schemes, and for pictures each with each. */
function views() {
  const [first, last] = [
    [wide, "light"],
    [narrow, "dark"],
  ] as const;
  return directory ? ([first, [wide, "dark"], [narrow, "light"], last] as const) : [first, last];
}

/** The document, or a dialog, where it is wider than there is room for. */
export async function overflowing(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`
    [document.documentElement, ...document.querySelectorAll("dialog[open]")]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ localName, scrollWidth, clientWidth }) =>
        \`\${localName} \${scrollWidth} > \${clientWidth}\`)`);
}
