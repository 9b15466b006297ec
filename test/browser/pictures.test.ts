import { mkdirSync } from "node:fs";
import { beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { createKey } from "./support/key-dialogs.ts";
import { setScene } from "./support/scene.ts";
import { agency, describeSettingsPage } from "./support/settings-page.ts";

/*
 * Reach: a local run, through a browser. README's pictures: `npm run screenshots` renews them, any
 * other run leaves them beside those of each state.
 */

const directory = process.env.LATCHKEY_PICTURES ?? ".latchkey/screenshots";
const placeholder = "sk_live_your_key_here";
/** README is read over slow lines, too. */
const mostBytes = 150_000;

describeSettingsPage("README's picture", (settings) => {
  const take = async (page: Page, name: string) => {
    mkdirSync(directory, { recursive: true });
    const picture = await page.screenshot({ path: `${directory}/${name}.png` });
    expect(picture.length).toBeLessThan(mostBytes);
  };

  beforeAll(async () => {
    await setScene(settings.latchkey, agency.accountId);
  });

  it("shows all keys", async () => {
    const viewport = { width: 1200, height: 860 };
    const page = await settings.openAs(agency, undefined, { viewport });
    await take(page, "keys");
  });

  it("shows them at 320 px", async () => {
    const viewport = { width: 320, height: 860 };
    const page = await settings.openAs(agency, undefined, { viewport, scale: 2 });
    await take(page, "keys-narrow");
  });

  it("shows a key that is shown once", async () => {
    const viewport = { width: 1200, height: 860 };
    const page = await settings.openAs(agency, undefined, { viewport, colorScheme: "dark" });
    // A picture that is committed shows no key, not even one of a run that has ended.
    await page.route("**/keys", async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      const body = route.request().method() === "POST" ? { ...json, key: placeholder } : json;
      await route.fulfill({ response, json: body });
    });
    await createKey(page, "Reporting");
    await take(page, "key-shown-once");
  });
});
