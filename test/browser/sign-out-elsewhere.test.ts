/** Reach: a local run with its sign-in, in two tabs of one Chromium. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { BrowserContext, Page } from "playwright-core";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { describeInBrowser } from "./support/describe-in-browser.ts";

const pagePath = "/app/settings/api-keys";

describeInBrowser("a sign-out in one tab", (browser) => {
  let latchkey: RunningLatchkey;
  let context: BrowserContext;

  beforeAll(async () => {
    latchkey = await startLocal({ port: 0, signIn: {} });
    context = await browser().newContext();
  });
  afterAll(async () => {
    await context.close();
    await latchkey.stop();
  });

  async function open(): Promise<Page> {
    const tab = await context.newPage();
    await tab.goto(latchkey.url + pagePath);
    return tab;
  }

  const isSignedIn = (tab: Page) => tab.getByRole("button", { name: "Sign out" }).waitFor();
  const isSignedOut = (tab: Page) => tab.getByRole("heading", { name: "Signed out" }).waitFor();

  it("ends the other tabs' sessions, revokes their tokens and shows nothing of them", async () => {
    const first = await open();
    await first.getByLabel("Email").fill("agency@example.com");
    await first.getByLabel("Password").fill(latchkey.signIn?.password ?? "");
    await first.getByRole("button", { name: "Sign in" }).click();
    await isSignedIn(first);
    const second = await open();
    await isSignedIn(second);
    const revocation = second.waitForResponse((answer) => answer.url().endsWith("/oauth2/revoke"));

    await first.getByRole("button", { name: "Sign out" }).click();
    await isSignedOut(second);
    await isSignedOut(first);
    expect((await revocation).status()).toBe(200);

    await second.reload();
    await isSignedOut(second);
    await second.getByRole("button", { name: "Sign in" }).click();
    await second.getByLabel("Password").waitFor();
  });
});
