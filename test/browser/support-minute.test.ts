import { beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { callModels, manage, newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { checkView } from "./support/check-view.ts";
import { consolePath, describeSettingsPage, support } from "./support/settings-page.ts";

/* Reach: a local run with its access log, through a browser. */

describeSettingsPage("support’s minute", (settings) => {
  let accountId: string;
  let rotated: { readonly id: string; readonly old: string; readonly current: string };

  beforeAll(async () => {
    const { latchkey } = settings;
    accountId = await newAccount(latchkey, "agency");
    const { id, key } = await newKeyOf(latchkey, accountId, { name: "Production server" });
    const path = `/accounts/${accountId}/keys/${id}/rotate`;
    const { json } = await manage(latchkey, "POST", path);
    rotated = { id, old: key, current: json.key };
  });

  async function searchFor(page: Page, text: string): Promise<void> {
    await page.getByRole("searchbox", { name: "Account, key or request" }).fill(text);
    await page.getByRole("button", { name: "Search" }).click();
  }

  it("leads from a request id to the reason, and on to a pause", async () => {
    const refused = await callModels(settings.latchkey, rotated.old);
    expect(refused.status).toBe(401);
    const requestId = refused.headers.get("x-amzn-requestid") ?? "";

    const page = await settings.openAs(support, consolePath);
    await searchFor(page, requestId);
    await page.getByText("Refused: Old secret.").waitFor();
    await page.getByRole("region", { name: "Now" }).getByText("is admitted now").waitFor();
    await checkView(page, "console-request");

    await page.getByRole("link", { name: "Open the key" }).click();
    await page.getByRole("heading", { name: "Production server" }).waitFor();
    expect(page.url()).toBe(settings.url(`${consolePath}/accounts/${accountId}/${rotated.id}`));
    // Actions that support may not take are not offered.
    const buttons = await page.locator(".head .button").allTextContents();
    expect(buttons).toEqual(["Pause", "Revoke"]);
    await checkView(page, "console-key");

    expect((await callModels(settings.latchkey, rotated.current)).status).toBe(200);
    await page.getByRole("button", { name: "Pause" }).click();
    await page
      .getByRole("dialog", { name: "Pause key" })
      .getByRole("button", { name: "Pause key" })
      .click();
    await page.getByRole("button", { name: "Resume" }).waitFor();
    expect((await callModels(settings.latchkey, rotated.current)).status).toBe(401);

    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
    expect((await callModels(settings.latchkey, rotated.current)).status).toBe(200);
  });

  it("says that a request is not there, and where else to look", async () => {
    const page = await settings.openAs(support, consolePath);
    await searchFor(page, "00000000-0000-4000-8000-000000000000");
    await page.getByText("has no such request").waitFor();
    await checkView(page, "console-no-request");
    await page.getByRole("button", { name: "Search the last 30 days" }).click();
    await page.getByText("The access log of the last 30 days has no such request").waitFor();
  });

  it("takes of a pasted key its prefix alone, and sends no more", async () => {
    const page = await settings.openAs(support, consolePath);
    const sent: string[] = [];
    page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
    await page
      .getByRole("searchbox")
      .fill(`curl -H "Authorization: Bearer ${rotated.current}" https://…`);
    const prefix = rotated.current.slice(0, -39);
    expect(await page.getByRole("searchbox").inputValue()).toBe(prefix);
    await page.getByText("Only the key’s prefix is kept").waitFor();
    await checkView(page, "console-pasted-key");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("heading", { name: "Production server" }).waitFor();
    const secret = rotated.current.slice(-38);
    expect(sent.filter((one) => one.includes(secret))).toEqual([]);
    expect(await page.content()).not.toContain(secret);
  });
});
