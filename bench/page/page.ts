import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import * as z from "zod";
import { putDemoAccounts } from "../../local/demo-accounts.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { launchChromium } from "../../test/browser/support/chromium.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { latchkey } from "../harness/figure.ts";
import { ofRuns } from "../harness/statistics.ts";

const settingsPath = "/app/settings/api-keys";
const rows = "table tbody tr";
const runs = 7;
const cpuSlowdown = 4;
/** WebPageTest's Fast 3G: 1.6 Mbit/s down, 768 kbit/s up, and 150 ms for each request. */
const fast3g = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 768_000 / 8,
};

const small = { email: "agency@example.com", accountId: "demo", keys: 25, revoked: 0 };
/** No account has that many keys unless most are revoked. */
const large = { email: "free@example.com", accountId: "demo_free", keys: 500, revoked: 450 };
type Owner = typeof small;
type StorageState = NonNullable<BrowserContextOptions["storageState"]>;

export const page: Benchmark = {
  title: "the settings page on a slow phone: until it shows 25 keys, and until 500 are filtered",
  async run({ progress }) {
    const running = await startLocal({ port: 0, signIn: {} });
    const browser = await launchChromium();
    try {
      await putDemoAccounts(running);
      for (const owner of [small, large]) await makeKeys(running, owner);
      progress("made the keys");
      const someone = await signIn(browser, running, small);
      const shown = (times: readonly number[]) => times.map(Math.round).join(", ");
      const first = await timesToList(browser, running, { storageState: someone, isCached: false });
      const again = await timesToList(browser, running, { storageState: someone, isCached: true });
      const filtered = await timesToFilter(browser, running);
      progress(`25 keys: ${shown(first)} ms; with files cached: ${shown(again)} ms`);
      progress(`filtered: ${shown(filtered)} ms`);
      const slow = "4 × slower CPU, Fast 3G";
      return [
        {
          of: latchkey,
          unit: "ms",
          name: `page: first list of 25 keys, files cached, ${slow}`,
          ...ofRuns(again),
          target: { atMost: 1500 },
        },
        {
          of: latchkey,
          unit: "ms",
          name: `page: first list of 25 keys, nothing cached, ${slow}`,
          ...ofRuns(first),
        },
        {
          of: latchkey,
          unit: "ms",
          name: "page: 500 keys filtered, 4 × slower CPU",
          ...ofRuns(filtered),
          target: { atMost: 100 },
        },
      ];
    } finally {
      await browser.close();
      await running.stop();
    }
  },
};

const madeKey = z.object({ id: z.string() });

async function makeKeys({ url, operatorToken }: RunningLatchkey, owner: Owner): Promise<void> {
  const { accountId, keys, revoked } = owner;
  const account = `${url}/api/manage/v1/accounts/${accountId}`;
  const send = async (method: string, target: string, body?: object) => {
    const response = await fetch(target, {
      method,
      headers: {
        authorization: `Bearer ${operatorToken}`,
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} answered ${response.status}`);
    return response.json();
  };
  await send("PUT", account, { max_active_keys: keys - revoked + 1 });
  for (let made = 0; made < keys; made++) {
    const { id } = madeKey.parse(await send("POST", `${account}/keys`, { name: `Key ${made}` }));
    if (made < revoked) await send("DELETE", `${account}/keys/${id}`);
  }
}

/** @returns what the browser knows of someone whose session at the issuer goes on */
async function signIn(
  browser: Browser,
  { url, signIn: issuer }: RunningLatchkey,
  { email }: Owner,
): Promise<StorageState> {
  if (!issuer) throw new Error("nobody can sign in");
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url + settingsPath);
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(issuer.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(rows).first().waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

async function slowDown(page: Page, network = fast3g): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", network);
  await session.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
}

interface ListOptions {
  readonly storageState: StorageState;
  /** Whether the browser has the page's script and styles already. */
  readonly isCached: boolean;
}

/** Milliseconds from when the address is entered until the keys are painted. */
async function timesToList(
  browser: Browser,
  { url }: RunningLatchkey,
  { storageState, isCached }: ListOptions,
): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const context = await browser.newContext({ storageState });
    const page = await context.newPage();
    if (isCached) {
      await page.goto(url + settingsPath);
      await page.locator(rows).first().waitFor();
      await page.goto("about:blank");
    }
    const { painted } = await watchPainting(page);
    await slowDown(page);
    const startedAt = Date.now();
    await page.goto(url + settingsPath, { waitUntil: "commit" });
    times.push((await painted) - startedAt);
    await context.close();
  }
  return times;
}

/** Lets the page tell when it has painted all keys, in ms of Unix time. Asking meanwhile would slow it down. */
async function watchPainting(page: Page): Promise<{ painted: Promise<number> }> {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.enable");
  await session.send("Runtime.addBinding", { name: "tellPainting" });
  await page.addInitScript(tellPainting);
  const painted = new Promise<number>((resolve) => {
    session.once("Runtime.bindingCalled", ({ payload }) => resolve(Number(payload)));
  });
  return { painted };
}

/** Runs in the page, before its own script: tells when so many keys were first painted. */
const tellPainting = `requestAnimationFrame(function look() {
  if (document.querySelectorAll("${rows}").length < ${small.keys}) requestAnimationFrame(look);
  // A timer set in a frame runs after its painting.
  else setTimeout(() => globalThis.tellPainting(String(performance.timeOrigin + performance.now())));
})`;

/** Milliseconds from a letter in the search field until what it finds is painted. */
async function timesToFilter(browser: Browser, running: RunningLatchkey): Promise<number[]> {
  const storageState = await signIn(browser, running, large);
  const context = await browser.newContext({ storageState });
  const page = await context.newPage();
  await page.goto(`${running.url}${settingsPath}?status=all`);
  await page
    .getByText(new RegExp(`^${large.keys} keys`))
    .first()
    .waitFor();
  await slowDown(page, {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    times.push(await page.evaluate(filter, { selector: rows, text: `Key 4${run}` }));
    await page.evaluate(filter, { selector: rows, text: "" });
  }
  await context.close();
  return times;
}

/** Runs in the page. */
async function filter({ selector, text }: { selector: string; text: string }): Promise<number> {
  const field = document.querySelector<HTMLInputElement>("input[type=search]");
  if (!field) throw new Error("there is no search field");
  const before = document.querySelectorAll(selector).length;
  const startedAt = performance.now();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  do await new Promise(requestAnimationFrame);
  while (document.querySelectorAll(selector).length === before);
  // A timer set in a frame runs after its painting.
  await new Promise((resolve) => setTimeout(resolve));
  return performance.now() - startedAt;
}
