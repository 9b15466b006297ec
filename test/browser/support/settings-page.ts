import { afterAll, afterEach, beforeAll, expect } from "@jest/globals";
import type { BrowserContextOptions, Page } from "playwright-core";
import { putDemoAccounts } from "../../../local/demo-accounts.ts";
import type { RunningSignIn } from "../../../local/sign-in/start-sign-in.ts";
import { type RunningLatchkey, startLocal } from "../../../local/start.ts";
import { describeInBrowser } from "./describe-in-browser.ts";
import { openPage, type PageOptions, type WatchedPage } from "./watched-page.ts";

export const pagePath = "/app/settings/api-keys";
/** Somebody whose plan includes the public API, and somebody whose plan does not. */
export const agency = { email: "agency@example.com", accountId: "demo" };
export const free = { email: "free@example.com", accountId: "demo_free" };
/** Operators of both roles, who have no account. */
export const admin = { email: "admin@example.com", accountId: "" };
export const support = { email: "support@example.com", accountId: "" };
export type Someone = typeof agency;
export const consolePath = "/app/operator";

/** The product, running, and ways to its settings page. */
export interface SettingsPage {
  readonly latchkey: RunningLatchkey;
  readonly signIn: RunningSignIn;
  url(path?: string): string;
  /** A blank page. It is closed after the test, which fails if the page did what none may. */
  open(options?: PageOptions): Promise<Page>;
  /** The page of someone who has signed in. */
  openAs(someone: Someone, path?: string, options?: PageOptions): Promise<Page>;
}

/**
 * A suite about the settings page: one run of the product and one browser for all of its tests.
 * After each test the pages it opened must have kept to the policy, without an error of any kind.
 *
 * @param configFile a configuration instead of the project's
 */
export function describeSettingsPage(
  title: string,
  suite: (settings: SettingsPage) => void,
  configFile?: string,
): void {
  describeInBrowser(title, (browser) => {
    let latchkey: RunningLatchkey | undefined;
    const opened: WatchedPage[] = [];
    const sessions = new Map<string, BrowserContextOptions["storageState"]>();

    beforeAll(async () => {
      latchkey = await startLocal({ port: 0, signIn: {}, configFile, maxContainers: 1 });
      await putDemoAccounts(latchkey);
    });
    afterAll(() => latchkey?.stop());
    afterEach(async () => {
      const closed = opened.splice(0);
      await Promise.all(closed.map((one) => one.close()));
      expect(closed.flatMap(({ faults }) => faults)).toEqual([]);
    });

    const settings: SettingsPage = {
      get latchkey() {
        if (!latchkey) throw new Error("the product is not running");
        return latchkey;
      },
      get signIn() {
        const { signIn } = settings.latchkey;
        if (!signIn) throw new Error("nobody can sign in");
        return signIn;
      },
      url: (path = pagePath) => settings.latchkey.url + path,
      async open(options) {
        const one = await openPage(browser(), options);
        opened.push(one);
        return one.page;
      },
      async openAs(someone, path = pagePath, options = {}) {
        const storageState = sessions.get(someone.email);
        const page = await settings.open(storageState ? { ...options, storageState } : options);
        await page.goto(settings.url(path));
        await frameOf(page).or(passwordOf(page)).first().waitFor();
        if (await passwordOf(page).isVisible()) {
          await fillSignInForm(page, someone.email, settings.signIn.password);
          await frameOf(page).waitFor();
          sessions.set(someone.email, await page.context().storageState());
        }
        await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
        return page;
      },
    };
    suite(settings);
  });
}

/** The issuer's page that asks for the password. */
function passwordOf(page: Page) {
  return page.getByRole("textbox", { name: "Password", exact: true });
}

/** Locates the navigation, which only signed-in users see. */
export function frameOf(page: Page) {
  return page.getByRole("navigation", { name: /^(Settings|Console)$/ });
}

export async function fillSignInForm(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email", { exact: true }).fill(email);
  await passwordOf(page).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
