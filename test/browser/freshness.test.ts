import { beforeEach, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { newKeyOf } from "../gateway/support/operator.ts";
import { checkView } from "./support/check-view.ts";
import { agency, describeSettingsPage, pagePath } from "./support/settings-page.ts";

/* Reach: a local run, through a browser. */

describeSettingsPage("what the page shows may be old:", (settings) => {
  let page: Page;

  beforeEach(async () => {
    const { id } = await newKeyOf(settings.latchkey, agency.accountId, { name: "Subject" });
    page = await settings.openAs(agency, `${pagePath}/${id}`);
    await page.getByRole("heading", { name: "Subject" }).waitFor();
  });

  it("revoking tells that it looks whether the key is in use, and when it cannot", async () => {
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route("**/keys/*", async (route) => {
      await held;
      await route.fulfill({ status: 503, json: { error: "Service temporarily unavailable" } });
    });
    await page.getByRole("button", { name: "Revoke", exact: true }).click();
    const revoke = page.getByRole("dialog", { name: "Revoke key" });
    await revoke.getByText("Checking whether this key is in use…").waitFor();
    await checkView(page, "dialog-revoke-checking");
    answer();
    await revoke.getByText("Could not check whether this key is in use.").waitFor();
    await page.unroute("**/keys/*");
    await revoke.getByRole("button", { name: "Check again" }).click();
    await revoke.getByText("No requests today or yesterday (UTC).").waitFor();
  });

  it("a refresh says at once that it loads, and when it fails how old the page is", async () => {
    await page.goto(settings.url());
    await page
      .getByRole("row", { name: /Subject/ })
      .first()
      .waitFor();
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route("**/keys?*", async (route) => {
      await held;
      await route.fulfill({ status: 503, json: { error: "Service temporarily unavailable" } });
    });
    const refresh = page.getByRole("button", { name: "Refresh" });
    await refresh.click();
    await page.getByRole("status").getByText("Refreshing…", { exact: true }).waitFor();
    expect(await refresh.getAttribute("aria-disabled")).toBe("true");
    await checkView(page, "list-refreshing");
    answer();
    const alert = page.getByRole("alert");
    await alert.getByText("This page could not be refreshed.").waitFor();
    await alert.getByText(/^It shows what was known (just now|\d+ minutes? ago)\.$/).waitFor();
    await checkView(page, "list-refresh-failed");
    await page.unroute("**/keys?*");
    await alert.getByRole("button", { name: "Try again" }).click();
    await alert.waitFor({ state: "detached" });
  });
});
