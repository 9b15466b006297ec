import { beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import type { RunningLatchkey } from "../../local/start.ts";
import { type CreatedKey, manage, newKeyOf } from "../gateway/support/operator.ts";
import { rawTable } from "../net/support/raw-table.ts";
import { checkView } from "./support/check-view.ts";
import { eventually } from "./support/eventually.ts";
import { writePast } from "./support/past.ts";
import { agency, describeSettingsPage, frameOf, pagePath } from "./support/settings-page.ts";
import { traces } from "./support/traces.ts";

/* Reach: a local run, through a browser. The account has 500 revoked keys, and 60 others before them. */

const dayMs = 86_400_000;
const lastRevoked = "Revoked 499";

/** Puts further keys like one into the table: a thousand calls would take half a minute. */
async function copyKey(
  { dynamodbEndpoint, tableName }: RunningLatchkey,
  keyId: string,
  copies: number,
): Promise<void> {
  const table = rawTable(dynamodbEndpoint, tableName);
  const { items } = await table.scan();
  const own = items
    .filter(({ sk }) => !String(sk?.S).startsWith("EVENT#"))
    .map((item) => JSON.stringify(item))
    .filter((item) => item.includes(keyId));
  for (let index = 0; index < copies; index++) {
    const id = `copy${String(index).padStart(4, "0")}`;
    const named = (item: string) =>
      item.replaceAll(keyId, id).replaceAll(lastRevoked, `Revoked ${index}`);
    await Promise.all(own.map((item) => table.put(JSON.parse(named(item)))));
  }
}

describeSettingsPage("an account with hundreds of keys", (settings) => {
  const rows = (page: Page) => page.getByRole("table", { name: /API keys/ }).locator("tbody tr");
  const names = (page: Page) => rows(page).locator("bdi").allTextContents();
  const search = (page: Page) => page.getByRole("searchbox", { name: "Search keys" });
  const says = (page: Page, text: string) =>
    page.getByRole("status").getByText(text, { exact: true }).waitFor();
  let oldest: CreatedKey;
  let revoked: CreatedKey;

  beforeAll(async () => {
    const { latchkey } = settings;
    await manage(latchkey, "PUT", `/accounts/${agency.accountId}`, { max_active_keys: 90 });
    const expires_at = new Date(Date.now() + 3 * dayMs).toISOString();
    oldest = await newKeyOf(latchkey, agency.accountId, { name: "Oldest", expires_at });
    await writePast(latchkey, oldest.id, { days: Array(30).fill(9860), lastUsedSecondsAgo: 60 });
    for (let index = 1; index < 60; index++) {
      await newKeyOf(latchkey, agency.accountId, { name: `Key ${index}` });
    }
    revoked = await newKeyOf(latchkey, agency.accountId, { name: lastRevoked });
    await manage(latchkey, "DELETE", `/accounts/${agency.accountId}/keys/${revoked.id}`);
    await copyKey(latchkey, revoked.id, 499);
  });

  it("is counted, filtered and searched as a whole", async () => {
    const page = await settings.openAs(agency);
    const account = page.getByRole("region", { name: "Account" });
    await account.getByText("All keys").waitFor();
    await account.getByText("295,800", { exact: true }).waitFor();
    await page.getByLabel("Status").selectOption("Expiring soon");
    await says(page, "1 key found");
    expect(await names(page)).toEqual(["Oldest"]);
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByText("Up to date.").waitFor();
    expect(await names(page)).toEqual(["Oldest"]);
    await page.getByLabel("Status").selectOption("All but revoked");
    await search(page).fill(oldest.key.slice(0, 16));
    await says(page, "1 key found");
    expect(await names(page)).toEqual(["Oldest"]);
    await frameOf(page).getByRole("link", { name: "Usage" }).click();
    await page.getByRole("region", { name: "Last 30 days" }).getByText("295,800").waitFor();
  });

  it("shows its revoked keys only to who asks for them", async () => {
    const page = await settings.openAs(agency);
    await says(page, "60 keys");
    expect(await rows(page).count()).toBe(50);
    expect(await page.getByText("Revoked", { exact: true }).count()).toBe(1);
    await page.getByRole("button", { name: "Show more keys (10)" }).click();
    await eventually(async () => expect(await rows(page).count()).toBe(60));
    await search(page).fill(revoked.key);
    await says(page, "0 keys found");
    await page.getByRole("button", { name: "Show 1 revoked key" }).click();
    await says(page, "1 key found");
    expect(await names(page)).toEqual([lastRevoked]);
    await search(page).fill("");
    await says(page, "500 keys found");
    await checkView(page, "list-500");
  });

  it("keeps filters, search and order in the address, and on the way back", async () => {
    const page = await settings.openAs(agency);
    await says(page, "60 keys");
    await search(page).fill("key 1");
    await page.getByLabel("Order").selectOption("By name");
    await page.getByLabel("Environment").selectOption("Production");
    const found = ["Key 1", ...Array.from({ length: 10 }, (_, index) => `Key ${index + 10}`)];
    await eventually(async () => expect(await names(page)).toEqual(found));
    const expected = { q: "key 1", sort: "name", environment: "production" };
    const query = () => Object.fromEntries(new URL(page.url()).searchParams);
    expect(query()).toEqual(expected);
    await page.getByRole("link", { name: /^Key 12/ }).click();
    await page.getByRole("heading", { name: "Key 12" }).waitFor();
    expect(query()).toEqual({});
    await page.goBack();
    await eventually(async () => expect(await names(page)).toEqual(found));
    expect(await search(page).inputValue()).toBe("key 1");
    // Loading the page anew goes by the issuer.
    await page.reload();
    await eventually(async () => expect(await names(page)).toEqual(found));
    expect(query()).toEqual(expected);
    await frameOf(page).getByRole("link", { name: "Keys" }).click();
    await says(page, "60 keys");
    await page.goBack();
    await says(page, "11 keys found");
  });

  it("keeps a whole key that is searched for out of the address", async () => {
    const page = await settings.openAs(agency);
    await page.getByLabel("Order").selectOption("By name");
    await search(page).fill(` ${oldest.key} `);
    await says(page, "1 key found");
    expect(await traces(page, oldest.key.slice(17))).toEqual(["inputs"]);
    await page.getByRole("link", { name: /^Oldest/ }).click();
    await page.goBack();
    await says(page, "60 keys");
  });

  it("finds a key that the first page does not hold, by its address", async () => {
    const page = await settings.openAs(agency, `${pagePath}/${oldest.id}`);
    await page.getByRole("heading", { name: "Oldest" }).waitFor();
  });

  it("says when not all keys could be loaded, until they are", async () => {
    const page = await settings.openAs(agency);
    await page.route("**/keys?*cursor*", (route) =>
      route.fulfill({ status: 503, json: { error: "Service temporarily unavailable" } }),
    );
    await page.reload();
    const alert = page.getByRole("alert");
    await alert.getByText("Not all keys could be loaded.").waitFor();
    await alert.getByText("Only the newest 50 keys are shown, searched and counted.").waitFor();
    await says(page, "0 keys among the newest 50");
    await page.getByRole("region", { name: "Account" }).getByText("…", { exact: true }).waitFor();
    await checkView(page, "list-incomplete");
    await page.unroute("**/keys?*cursor*");
    await alert.getByRole("button", { name: "Try again" }).click();
    await says(page, "60 keys");
    expect(await alert.count()).toBe(0);
  });
});
