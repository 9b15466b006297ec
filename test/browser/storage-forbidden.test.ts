/** Reach: a local run, in a Chromium that lets its page store nothing. */
import { afterAll, beforeAll, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { describeInBrowser } from "./support/describe-in-browser.ts";

/** As with all cookies blocked: the property is there, and throws. */
const forbidStorage = `Object.defineProperty(window, "sessionStorage", {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
});`;

describeInBrowser("where a browser forbids storage", (browser) => {
  let latchkey: RunningLatchkey;
  beforeAll(async () => {
    latchkey = await startLocal({ port: 0, signIn: {} });
  });
  afterAll(() => latchkey.stop());

  it("the page says what is missing instead of loading for ever", async () => {
    const context = await browser().newContext();
    await context.addInitScript(forbidStorage);
    const page = await context.newPage();
    await page.goto(`${latchkey.url}/app/settings/api-keys`);
    await page.getByText("Allow cookies and site data").waitFor();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await context.close();
  });
});
