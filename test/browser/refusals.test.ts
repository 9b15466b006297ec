import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import type { Page } from "playwright-core";
import { callModels, manage, newKeyOf } from "../gateway/support/operator.ts";
import { checkView } from "./support/check-view.ts";
import { eventually } from "./support/eventually.ts";
import { writePast } from "./support/past.ts";
import { agency, describeSettingsPage, frameOf, pagePath } from "./support/settings-page.ts";

/* Reach: a local run, through a browser: its access log, and who counts refusals from it. */

const keysPath = `/accounts/${agency.accountId}/keys`;

describeSettingsPage("why requests were refused", (settings) => {
  let id = "";
  const rowsOf = (page: Page, name: RegExp) =>
    page
      .getByRole("table", { name })
      .locator("tbody tr")
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((one) => one.textContent)));

  beforeAll(async () => {
    const { latchkey } = settings;
    const { key, ...made } = await newKeyOf(latchkey, agency.accountId, {
      name: "Busy",
      rate_limit_per_minute: 3,
    });
    id = made.id;
    await writePast(latchkey, id, { days: Array.from({ length: 30 }, (_, index) => index % 9) });
    for (let call = 0; call < 5; call++) await callModels(latchkey, key);
    await manage(latchkey, "POST", `${keysPath}/${id}/rotate`);
    expect((await callModels(latchkey, key)).status).toBe(401);
    await eventually(async () => {
      const { json } = await manage(latchkey, "GET", `${keysPath}/${id}?include=refusals`);
      expect(json.refusals.days).toMatchObject([{ reasons: { limit: 2, superseded: 1 } }]);
    });
  });

  it("is told by reason in the key's chart, as counted from the access log", async () => {
    const page = await settings.openAs(agency, `${pagePath}/${id}`);
    const usage = page.getByRole("region", { name: "Usage" });
    await usage.getByText(/^Counted from the access log/).waitFor();
    expect(await rowsOf(page, /^Refused requests by reason/)).toEqual([
      ["The rate limit was exceeded", "2"],
      ["The secret was an old one that a rotation had replaced", "1"],
    ]);
    const days = await usage.locator(".day title").allTextContents();
    expect(days).toHaveLength(30);
    expect(days.filter((title) => title.includes("refused"))).toEqual([days.at(-1)]);
    expect(days.at(-1)).toMatch(/: 5 requests, 3 refused$/);
    await usage.getByText("Show as table").click();
    expect((await rowsOf(page, /^Requests per day/))[0]?.slice(1)).toEqual(["5", "3"]);
    await checkView(page, "key-refusals");
  });

  it("is told of the whole account, by key, and in the export", async () => {
    await newKeyOf(settings.latchkey, agency.accountId, { name: "Never used" });
    const page = await settings.openAs(agency);
    await frameOf(page).getByRole("link", { name: "Usage" }).click();
    await page.getByRole("heading", { name: "Refused requests" }).waitFor();
    expect(await rowsOf(page, /most used first$/)).toEqual([["Busy", "114", "3", "114"]]);
    await checkView(page, "usage-refusals");
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export as CSV" }).click();
    const text = readFileSync(await (await saved).path(), "utf8");
    const rows: Record<string, string>[] = parse(text, { bom: true, columns: true });
    expect(rows.at(-1)).toMatchObject({
      requests: "5",
      refused_limit: "2",
      refused_superseded: "1",
    });
    expect(rows.at(-2)).toMatchObject({ requests: "1", refused_limit: "0" });
  });

  it("may fail to load, which leaves the rest and can be tried again", async () => {
    const page = await settings.openAs(agency);
    await page.route(/include=refusals/, (route) =>
      route.fulfill({ status: 503, json: { error: "Service temporarily unavailable" } }),
    );
    for (const open of [
      () => page.getByRole("link", { name: /^Busy/ }).click(),
      () => frameOf(page).getByRole("link", { name: "Usage" }).click(),
    ]) {
      await open();
      await page.getByText("Refused requests could not be loaded.").waitFor();
      await page.getByText(/requests in the last 30 days/).waitFor();
    }
    await checkView(page, "usage-refusals-failed");
    await page.unroute(/include=refusals/);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Refused requests" }).waitFor();
  });
});

const acme = fileURLToPath(new URL("../support/acme.config.ts", import.meta.url));

describeSettingsPage(
  "a key that a report of a leak has paused",
  (settings) => {
    it("says why, how to go on, and cannot be resumed by its user", async () => {
      const post = async (path: string, body: object, token = "") => {
        const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
        const init = { method: "POST", headers, body: JSON.stringify(body) };
        const response = await fetch(`${settings.latchkey.url}/api${path}`, init);
        return response.text();
      };
      const { operatorToken } = settings.latchkey;
      const made = await post(`/manage/v1${keysPath}`, { name: "Leaked" }, operatorToken);
      const { id, key } = JSON.parse(made);
      await post("/leaks/report", { key });

      const page = await settings.openAs(agency);
      await page
        .getByRole("row", { name: /Leaked/ })
        .getByText("Paused: leaked")
        .waitFor();
      await page.getByRole("button", { name: "Actions for Leaked" }).click();
      expect(await page.getByRole("button", { name: "Resume" }).count()).toBe(0);
      await page.goto(settings.url(`${pagePath}/${id}`));
      await page.getByText("Paused because it leaked.").waitFor();
      await page.getByText("A report that it leaked").waitFor();
      expect(await page.getByRole("button", { name: "Resume" }).count()).toBe(0);
      const support = page.getByRole("link", { name: "Contact support" });
      expect(await support.getAttribute("href")).toBe("https://acme.example/support");
      await checkView(page, "key-leaked");

      await page.getByRole("button", { name: "Rotate", exact: true }).click();
      expect(await page.getByRole("radio", { name: /^Now/ }).isChecked()).toBe(true);
      await checkView(page, "dialog-rotate-leaked");
      await page.keyboard.press("Escape");
      await frameOf(page).getByRole("link", { name: "Activity" }).click();
      const event = page.getByRole("listitem").filter({ hasText: "reported as leaked" });
      await event.getByText("reported as leaked, and paused").waitFor();
      await event.getByText("Somebody who has the key").waitFor();
      await checkView(page, "activity-leaked");
    });
  },
  acme,
);
