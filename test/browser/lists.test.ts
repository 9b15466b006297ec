import { expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { manage, newKeyOf } from "../gateway/support/operator.ts";
import { eventually } from "./support/eventually.ts";
import { writePast } from "./support/past.ts";
import { agency, describeSettingsPage, frameOf, free, pagePath } from "./support/settings-page.ts";

/* Reach: a local run, through a browser. */

describeSettingsPage("the lists", (settings) => {
  const rows = (page: Page) => page.getByRole("table", { name: /API keys/ }).locator("tbody tr");
  const names = (page: Page) => rows(page).locator("bdi").allTextContents();

  it("show what was done, by whom, and what changed", async () => {
    const { latchkey } = settings;
    const { id } = await newKeyOf(latchkey, agency.accountId, { name: "First name" });
    const path = `/accounts/${agency.accountId}/keys/${id}`;
    await manage(latchkey, "PATCH", path, { rate_limit_per_minute: 9 });
    await manage(latchkey, "PATCH", path, { name: "Second name" });
    const page = await settings.openAs(agency, `${pagePath}/${id}`);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Pause key" }).click();
    await page.getByRole("status").getByText("paused").waitFor();
    await frameOf(page).getByRole("link", { name: "Activity" }).click();
    const entries = page.getByRole("list", { name: "Activity" }).locator("> li");
    await entries.first().waitFor();
    const told = (await entries.allTextContents()).slice(0, 4);
    expect(told[0]).toMatch(/^Key “Second name” paused.*You · 127\.0\.0\.1$/);
    expect(told[1]).toMatch(/renamed.*First name → ?to Second name.*Operator · 127\.0\.0\.1$/);
    expect(told[2]).toMatch(/updated.*Requests per minute: 60 → ?to 9/);
    expect(told[3]).toMatch(/^Key “First name.*” created/);
    await entries.first().getByText("Details").click();
    await entries
      .first()
      .getByText(/Mozilla/)
      .waitFor();
    await entries.first().getByRole("link", { name: "Second name" }).click();
    await page.getByRole("heading", { name: "Second name" }).waitFor();
  });

  it("show usage as a chart that says what it shows, and as a table", async () => {
    const { id } = await newKeyOf(settings.latchkey, agency.accountId, { name: "Used" });
    const days = Array.from({ length: 30 }, (_, index) => index * 10);
    await writePast(settings.latchkey, id, { days, lastUsedSecondsAgo: 5 });
    const page = await settings.openAs(agency, `${pagePath}/${id}`);
    await page.getByRole("img", { name: /^4,350 requests in the last 30 days, most on/ }).waitFor();
    await page.getByText("Show as table").click();
    const table = page.getByRole("table", { name: /Requests per day/ });
    expect(await table.locator("tbody td").allTextContents()).toEqual(
      [...days].reverse().map(String),
    );
    await frameOf(page).getByRole("link", { name: "Usage" }).click();
    const byKey = page.getByRole("region", { name: "By key" });
    const ofKey = byKey.getByRole("row", { name: /Used/ });
    await ofKey.waitFor();
    expect(await ofKey.locator("td").allTextContents()).toEqual(["4,350", "4,350"]);
    await page.getByRole("region", { name: "Last 30 days" }).getByText("4,350 requests").waitFor();
  });

  it("are narrowed by words, status and environment, and widened again", async () => {
    const { latchkey } = settings;
    const path = `/accounts/${agency.accountId}/keys`;
    await newKeyOf(latchkey, agency.accountId, { name: "Find ME", environment: "staging" });
    const paused = await newKeyOf(latchkey, agency.accountId, { name: "Find me paused" });
    await manage(latchkey, "PATCH", `${path}/${paused.id}`, { is_active: false });
    const page = await settings.openAs(agency);
    const search = page.getByRole("searchbox", { name: "Search keys" });
    await search.fill("find me");
    await page.getByRole("status").getByText("2 keys found").waitFor();
    expect(await names(page)).toEqual(expect.arrayContaining(["Find ME", "Find me paused"]));
    await page.getByLabel("Environment").selectOption("Staging");
    await page.getByRole("status").getByText("1 key found").waitFor();
    expect(await names(page)).toEqual(["Find ME"]);
    await page.getByLabel("Status").selectOption("Paused");
    await page.getByText("No keys match these filters.").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await search.fill(paused.key.slice(0, 16));
    await page.getByRole("status").getByText("1 key found").waitFor();
    expect(await names(page)).toEqual(["Find me paused"]);
  });

  it("go on where one page of the API ends", async () => {
    const { latchkey } = settings;
    const made: string[] = [];
    // Revoked ones do not count against the cap, and stay in the list.
    for (let index = 0; index < 55; index++) {
      const name = `Key ${index}`;
      const { id } = await newKeyOf(latchkey, free.accountId, { name });
      if (index < 50) await manage(latchkey, "DELETE", `/accounts/${free.accountId}/keys/${id}`);
      made.push(name);
    }
    const page = await settings.openAs(free, `${pagePath}?status=all`);
    await page.getByRole("button", { name: "Show more keys" }).click();
    await eventually(async () => expect(await rows(page).count()).toBe(55));
    expect((await names(page)).sort()).toEqual(made.sort());
    expect(await page.getByRole("button", { name: "Show more keys" }).count()).toBe(0);

    await frameOf(page).getByRole("link", { name: "Activity" }).click();
    const entries = page.getByRole("list", { name: "Activity" }).locator("> li");
    await entries.first().waitFor();
    const more = page.getByRole("button", { name: "Show more activity" });
    for (let count = await entries.count(); await more.isVisible(); count = await entries.count()) {
      await more.click();
      await eventually(async () => expect(await entries.count()).toBeGreaterThan(count));
    }
    // The account, 55 keys, 50 revocations.
    expect(await entries.count()).toBe(106);
  });
});
