import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import type { Page } from "playwright-core";
import { type CreatedKey, callModels, manage, newKeyOf } from "../gateway/support/operator.ts";
import { checkView } from "./support/check-view.ts";
import { writePast } from "./support/past.ts";
import { agency, describeSettingsPage, frameOf } from "./support/settings-page.ts";

/* Reach: a local run, through a browser; files as the browser saves them. */

describeSettingsPage("many keys at once", (settings) => {
  const use = async ({ key }: CreatedKey) => (await callModels(settings.latchkey, key)).status;
  const newKey = (name: string) => newKeyOf(settings.latchkey, agency.accountId, { name });
  const select = (page: Page, name: string) =>
    page.getByRole("checkbox", { name: `Select ${name}`, exact: true }).check();

  it("are paused and revoked after one confirmation that is typed", async () => {
    const keys = [
      await newKey("First"),
      await newKey("\u05de\u05e4\u05ea\u05d7 two"),
      await newKey("Third"),
    ];
    const page = await settings.openAs(agency);
    await select(page, "First");
    await select(page, "\u05de\u05e4\u05ea\u05d7 two");
    const bar = page.getByRole("region", { name: "Selected keys" });
    await bar.getByText("2 keys selected").waitFor();
    await checkView(page, "list-selected");
    await bar.getByRole("button", { name: "Pause 2" }).click();
    const pause = page.getByRole("dialog", { name: "Pause 2 keys" });
    const yes = pause.getByRole("button", { name: "Pause 2 keys" });
    const word = pause.getByLabel("Type pause 2 keys to confirm");
    for (const [typed, isDisabled] of [
      ["", true],
      ["pause 3 keys", true],
      ["pause 2 keys", false],
    ] as const) {
      await word.fill(typed);
      expect([typed, await yes.isDisabled()]).toEqual([typed, isDisabled]);
    }
    await checkView(page, "dialog-bulk-pause");
    await yes.click();
    await page.getByRole("status").getByText("2 keys paused.").waitFor();
    expect(await Promise.all(keys.map(use))).toEqual([401, 401, 200]);
    expect(await bar.getByRole("button", { name: /^Pause/ }).isDisabled()).toBe(true);

    await bar.getByRole("button", { name: "Select all 3" }).click();
    await bar.getByRole("button", { name: "Revoke 3" }).click();
    const revoke = page.getByRole("dialog", { name: "Revoke 3 keys" });
    await revoke.getByText(keys[1]?.key.slice(0, 16) ?? "").waitFor();
    await revoke.getByLabel("Type revoke 3 keys to confirm").fill("revoke 3 keys");
    await revoke.getByRole("button", { name: "Revoke 3 keys" }).click();
    await page.getByText("All these keys are revoked.").waitFor();
    expect(await Promise.all(keys.map(use))).toEqual([401, 401, 401]);
    expect(await bar.count()).toBe(0);
  });

  it("are exported with their usage and activity", async () => {
    const name = '=1+1 "quoted", \u05de\u05e4\u05ea\u05d7';
    const { id } = await newKey(name);
    const days = Array.from({ length: 30 }, (_, index) => (index < 28 ? 0 : index));
    await writePast(settings.latchkey, id, { days, lastUsedSecondsAgo: 5 });
    const path = `/accounts/${agency.accountId}/keys/${id}`;
    await manage(settings.latchkey, "PATCH", path, { rate_limit_per_minute: 9 });
    const page = await settings.openAs(agency);
    const exported = async (link: string) => {
      await frameOf(page).getByRole("link", { name: link }).click();
      await page.getByRole("heading", { name: link, level: 1 }).waitFor();
      const saved = page.waitForEvent("download");
      await page.getByRole("button", { name: "Export as CSV" }).click();
      const download = await saved;
      expect(download.suggestedFilename()).toBe(`${link.toLowerCase()}.csv`);
      const text = readFileSync(await download.path(), "utf8");
      const rows: Record<string, string>[] = parse(text, { bom: true, columns: true });
      return rows.filter(({ key_id }) => key_id === id);
    };
    const usage = await exported("Usage");
    const shared = { key_id: id, key_name: `'${name}`, environment: "production" };
    expect(usage).toMatchObject([
      { ...shared, date_utc: expect.stringMatching(/^2\d{3}-\d\d-\d\d$/), requests: "28" },
      { ...shared, date_utc: expect.stringMatching(/^2\d{3}-\d\d-\d\d$/), requests: "29" },
    ]);
    const activity = await exported("Activity");
    expect(activity.map(({ action }) => action)).toEqual(["key.updated", "key.created"]);
    expect(activity[0]).toMatchObject({ key_name: `'${name}`, actor_type: "operator" });
    expect(JSON.parse(activity[0]?.changes ?? "")).toEqual([
      { field: "rate_limit_per_minute", before: 60, after: 9 },
    ]);
    await checkView(page, "activity-export");
  });
});
