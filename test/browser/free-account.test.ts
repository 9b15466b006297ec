import { expect, it } from "@jest/globals";
import { callModels, manage } from "../gateway/support/operator.ts";
import { confirmStored, createKey } from "./support/key-dialogs.ts";
import { agency, describeSettingsPage, free } from "./support/settings-page.ts";

/* Reach: a local run, through a browser. */

const message = "Public API access requires Agency, Master/Business, or Enterprise plan.";

describeSettingsPage("an account whose plan is not eligible", (settings) => {
  it("is told so, can create keys, and is let in when the plan changes", async () => {
    const page = await settings.openAs(free);
    await page.getByText(message, { exact: true }).waitFor();
    const key = await createKey(page, "Prepared");
    await confirmStored(page);
    const refused = await callModels(settings.latchkey, key);
    expect([refused.status, refused.json]).toEqual([403, { error: message }]);
    await page.getByRole("link", { name: "Prepared" }).click();
    await page.getByRole("heading", { name: "Prepared" }).waitFor();
    await page.getByText(message, { exact: true }).waitFor();
    await page.goBack();

    await manage(settings.latchkey, "PUT", `/accounts/${free.accountId}`, { plan: "business" });
    expect((await callModels(settings.latchkey, key)).status).toBe(200);
    await page.reload();
    await page.getByText("Business", { exact: true }).waitFor();
    expect(await page.getByText(message).count()).toBe(0);
  });

  it("is the only one that sees the notice", async () => {
    const page = await settings.openAs(agency);
    await page.getByText("Agency", { exact: true }).waitFor();
    expect(await page.getByText(message).count()).toBe(0);
  });

  it("is told to the letter what the API answers", async () => {
    await manage(settings.latchkey, "PUT", `/accounts/${free.accountId}`, { plan: "pro" });
    const page = await settings.openAs(free);
    const banner = page.getByRole("main").getByText(message, { exact: true });
    expect(await banner.textContent()).toBe(message);
  });
});
