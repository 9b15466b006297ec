import { expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { newKeyOf } from "../gateway/support/operator.ts";
import {
  agency,
  describeSettingsPage,
  free,
  pagePath,
  type Someone,
} from "./support/settings-page.ts";

/* Reach: a local run, through a browser in which two people are signed in at once. */

describeSettingsPage("two people", (settings) => {
  it("see their own keys alone, wherever they look", async () => {
    const { latchkey } = settings;
    const keys = {
      theirs: await newKeyOf(latchkey, agency.accountId, { name: "Key of the agency" }),
      others: await newKeyOf(latchkey, free.accountId, { name: "Key of the free account" }),
    };
    const look = async (someone: Someone, own: string, foreign: readonly string[]) => {
      const seen: string[] = [];
      const page = await settings.openAs(someone);
      const answers = collectAnswers(page);
      for (const path of [pagePath, `${pagePath}/activity`, `${pagePath}/usage`]) {
        await page.goto(settings.url(path));
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
        seen.push(await page.content());
      }
      seen.push(...(await answers()));
      expect(seen.some((text) => text.includes(own))).toBe(true);
      expect(foreign.filter((text) => seen.some((one) => one.includes(text)))).toEqual([]);
    };
    await Promise.all([
      look(agency, "Key of the agency", ["Key of the free account", keys.others.id, "demo_free"]),
      look(free, "Key of the free account", ["Key of the agency", keys.theirs.id]),
    ]);
  });

  it("find nothing behind the address of the other's key", async () => {
    const { id } = await newKeyOf(settings.latchkey, free.accountId, { name: "Not yours" });
    const page = await settings.openAs(agency, `${pagePath}/${id}`);
    await page.getByRole("heading", { name: "Key not found" }).waitFor();
    expect(await page.content()).not.toContain("Not yours");
    const own = await settings.openAs(free, `${pagePath}/${id}`);
    await own.getByRole("heading", { name: "Not yours" }).waitFor();
  });

  it("who share a browser do not see what the one before them saw", async () => {
    await newKeyOf(settings.latchkey, agency.accountId, { name: "Seen before" });
    const page = await settings.openAs(agency);
    await page.getByText("Seen before").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Signed out" }).waitFor();
    expect(await page.content()).not.toContain("Seen before");
    await page.goBack();
    await page.getByRole("heading", { name: "Signed out" }).or(page.getByLabel("Email")).waitFor();
    expect(await page.content()).not.toContain("Seen before");
  });
});

/** Takes in every body that the page gets from now on. */
function collectAnswers(page: Page): () => Promise<string[]> {
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    const isRedirect = response.status() >= 300 && response.status() < 400;
    // A body is gone once the page has moved on; what was shown of it is looked at by itself.
    if (!isRedirect) bodies.push(response.text().catch(() => ""));
  });
  return () => Promise.all(bodies);
}
