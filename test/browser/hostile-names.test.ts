import { beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { manage, newKeyOf } from "../gateway/support/operator.ts";
import { overflowing } from "./support/check-view.ts";
import { eventually } from "./support/eventually.ts";
import { hostileNames, refusedNames } from "./support/hostile-names.ts";
import { agency, describeSettingsPage, frameOf, pagePath } from "./support/settings-page.ts";
import { narrow } from "./support/watched-page.ts";

/* Reach: a local run, through a browser. */

describeSettingsPage("a hostile name", (settings) => {
  const ids = new Map<string, string>();

  beforeAll(async () => {
    const { latchkey } = settings;
    const path = `/accounts/${agency.accountId}`;
    await manage(latchkey, "PUT", path, { plan: "agency", max_active_keys: 90 });
    for (const name of hostileNames) {
      ids.set(name.trim(), (await newKeyOf(latchkey, agency.accountId, { name })).id);
    }
  });

  const showAllKeys = async (page: Page) => {
    await page.getByRole("button", { name: "Show more keys" }).click();
    const rows = page.locator("tbody tr");
    await eventually(async () => expect(await rows.count()).toBe(ids.size));
  };

  it("is one of sixty that the API takes; others it refuses", async () => {
    expect(new Set(hostileNames).size).toBeGreaterThanOrEqual(60);
    for (const name of refusedNames) {
      const path = `/accounts/${agency.accountId}/keys`;
      const { status } = await manage(settings.latchkey, "POST", path, { name });
      expect([name, status]).toEqual([name, 400]);
    }
  });

  it("is text in the list, and in what the list says of it", async () => {
    const page = await settings.openAs(agency, undefined, { viewport: narrow });
    const before = await elementNames(page);
    await showAllKeys(page);
    const shown = await page.locator("th .name").allTextContents();
    expect(shown.sort()).toEqual([...ids.keys()].sort());
    expect(await elementNames(page)).toEqual(before);
    expect(await page.evaluate(handlers)).toEqual([]);
    expect(await overflowing(page)).toEqual([]);
    expect(await beyondTheEdge(page)).toEqual([]);
    const labels = await page.evaluate<string[]>(menuLabels);
    expect(labels.sort()).toEqual([...ids.keys()].map((name) => `Actions for ${name}`).sort());
  });

  it("is text in the activity", async () => {
    const page = await settings.openAs(agency, undefined, { viewport: narrow });
    await showAllKeys(page);
    await frameOf(page).getByRole("link", { name: "Activity" }).click();
    const more = page.getByRole("button", { name: "Show more activity" });
    await more.waitFor();
    while (await more.isVisible()) {
      await more.click();
      await page.getByRole("button", { name: "Loading…" }).waitFor({ state: "detached" });
    }
    const shown = await page.locator("li a .name").allTextContents();
    expect(shown.sort()).toEqual([...ids.keys()].sort());
    expect(await page.evaluate(handlers)).toEqual([]);
    expect(await overflowing(page)).toEqual([]);
    expect(await beyondTheEdge(page)).toEqual([]);
  });

  it("is text at the key's page, in its title, and in the dialog that asks to type it", async () => {
    const page = await settings.openAs(agency, undefined, { viewport: narrow });
    for (const [name, id] of ids) {
      await page.evaluate(goTo(`${pagePath}/${id}`));
      const title = `\u2068${name}\u2069 · Latchkey`.replace(/ +/g, " ");
      await eventually(async () => expect(await page.title()).toBe(title));
      const heading = page.getByRole("heading", { level: 1 }).locator(".name");
      expect(await heading.textContent()).toBe(name);
      await page.getByRole("button", { name: "Revoke", exact: true }).click();
      const dialog = page.getByRole("dialog", { name: "Revoke key" });
      expect(await dialog.locator(".name").first().textContent()).toBe(name);
      const word = (await dialog.locator("label code").textContent()) ?? "";
      await dialog.getByRole("textbox").fill(word);
      expect({
        name,
        canRevoke: await dialog.getByRole("button", { name: "Revoke key" }).isEnabled(),
        sideways: await overflowing(page),
        beyond: await beyondTheEdge(page),
        handlers: await page.evaluate(handlers),
      }).toEqual({ name, canRevoke: true, sideways: [], beyond: [], handlers: [] });
      await page.keyboard.press("Escape");
    }
  });
});

/** Goes to another path as the page itself does, without loading it anew. */
function goTo(path: string): string {
  return `history.pushState(null, "", ${JSON.stringify(path)}); dispatchEvent(new Event("popstate"));`;
}

/** The kinds of elements that there are; names may add none. */
async function elementNames(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    "[...new Set([...document.querySelectorAll('*')].map(({ localName }) => localName))].sort()",
  );
}

const menuLabels =
  "[...document.querySelectorAll('[aria-label^=Actions]')].map((one) => one.ariaLabel)";

/** Attributes that run something or lead away, on whatever element. */
const handlers = `[...document.querySelectorAll("*")].flatMap((element) =>
  [...element.attributes]
    .filter(({ name, value }) => /^on|^style$|^srcdoc$/.test(name) || /^javascript:/.test(value))
    .map(({ name, value }) => element.localName + " " + name + "=" + value))`;

/** What is cut off or sticks out at the right, where one cannot scroll to it. */
async function beyondTheEdge(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll(".name, button, time")]
    .filter((element) => element.getClientRects().length > 0)
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
    .map((element) => element.localName + " " + element.textContent)`);
}
