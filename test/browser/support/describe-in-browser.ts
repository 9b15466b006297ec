import { afterAll, beforeAll, describe } from "@jest/globals";
import type { Browser } from "playwright-core";
import { chromiumPath, launchChromium } from "./chromium.ts";

/**
 * A suite that needs a browser. Where this machine has none its tests are skipped by name; in CI,
 * which installs one, they fail.
 *
 * @param suite gets a way to reach the browser, which is open from before the suite's own hooks on
 */
export function describeInBrowser(title: string, suite: (browser: () => Browser) => void): void {
  const describeOrSkip = chromiumPath || process.env.CI ? describe : describe.skip;
  describeOrSkip(chromiumPath ? title : `${title} (no Chromium on this machine)`, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser?.close();
    });
    suite(() => {
      if (!browser) throw new Error("the browser is not open");
      return browser;
    });
  });
}
