import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { callModels, manage, newKeyOf } from "../gateway/support/operator.ts";
import { checkView } from "./support/check-view.ts";
import { focused, focusIsVisible, tabTo } from "./support/focus.ts";
import { confirmStored, shownKey } from "./support/key-dialogs.ts";
import { layoutShifts } from "./support/loading.ts";
import { agency, describeSettingsPage, pagePath } from "./support/settings-page.ts";

/* Reach: a local run, through a browser; keys are used as programs use them. */

const keysPath = `/accounts/${agency.accountId}/keys`;
const dialogOf = (page: Page, name: string) => page.getByRole("dialog", { name });
const restrictionsOf = (page: Page) => page.getByRole("region", { name: "Restrictions" });

async function openCreate(page: Page) {
  await page
    .getByRole("button", { name: /^Create (your first )?key$/ })
    .first()
    .click();
  const dialog = dialogOf(page, "Create key");
  await dialog.getByText("Restrictions", { exact: true }).click();
  return dialog;
}

async function openEdit(page: Page) {
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const dialog = dialogOf(page, "Edit key");
  await dialog.getByText("Restrictions", { exact: true }).click();
  return dialog;
}

/** Saves, and returns what the page sent. */
async function save(page: Page): Promise<unknown> {
  const dialog = dialogOf(page, "Edit key");
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await dialog.waitFor({ state: "detached" });
  return (await sent).postDataJSON();
}

describeSettingsPage("restricting a key", (settings) => {
  const use = async (secret: string) => (await callModels(settings.latchkey, secret)).status;

  it("goes from its creation to the end of all restrictions", async () => {
    const page = await settings.openAs(agency);
    const create = await openCreate(page);
    await create.getByLabel("Name").fill("Narrow");
    await create.getByRole("radio", { name: /^Choose/ }).check();
    await create.getByRole("checkbox", { name: /^List models/ }).check();
    await create.getByLabel("Allowed IP addresses").fill("203.0.113.0/24");
    await create.getByLabel("Per day").fill("2");
    await create.getByLabel("In total").fill("50");
    await create.getByText("1 scope, 1 address, 2 quotas").waitFor();
    await create.getByRole("button", { name: "Create key" }).click();
    const secret = await shownKey(page);
    await confirmStored(page);
    expect(await use(secret)).toBe(403);

    await page.getByText("Restricted: 1 scope, 1 address, 2 quotas").waitFor();
    await checkView(page, "list-restricted");
    await page.getByRole("link", { name: "Narrow" }).click();
    const shown = restrictionsOf(page);
    for (const text of ["List models", "203.0.113.0/24", "0 of 2 requests used, 2 left"]) {
      await shown.getByText(text).waitFor();
    }

    const edit = await openEdit(page);
    await edit.getByLabel("Allowed IP addresses").fill("127.0.0.1\n::1\n2001:DB8:0::/48");
    await edit.getByRole("radio", { name: /^Read only/ }).check();
    expect(await save(page)).toEqual({
      scopes: ["models:read", "account:read"],
      allowed_ips: ["127.0.0.1", "::1", "2001:DB8:0::/48"],
    });
    await shown.getByText("List models, See account").waitFor();
    await shown.getByText("2001:db8::/48").waitFor();
    expect([await use(secret), await use(secret), await use(secret)]).toEqual([200, 200, 429]);
    await page.reload();
    await shown.getByText("2 of 2 requests used, 0 left").waitFor();
    await shown.getByText(/^Renews /).waitFor();
    await shown.getByText("Never renews.").waitFor();
    await page.getByText("Quota used up").waitFor();
    await checkView(page, "key-restricted");

    await openEdit(page);
    await edit.getByRole("radio", { name: /^Full access/ }).check();
    for (const field of ["Allowed IP addresses", "Per day", "In total"]) {
      await edit.getByLabel(field).fill("");
    }
    expect(await save(page)).toEqual({ scopes: null, allowed_ips: null, quotas: null });
    await shown.waitFor({ state: "detached" });
    expect(await page.getByText("Quota used up").count()).toBe(0);
    expect(await use(secret)).toBe(200);

    await page.getByRole("link", { name: "Activity" }).click();
    const last = page.getByRole("list", { name: "Activity" }).locator("> li").first();
    expect(await last.textContent()).toMatch(
      /Scopes: List models, See account.*full access.*addresses: 127\.0\.0\.1, ::1, 2001:db8::\/48.*anywhere.*Quotas: 2 per day, 50 in total.*none/,
    );
    await checkView(page, "activity-restricted");
  });

  it("shows beside its field what the page or the API refuses, unfolded", async () => {
    const page = await settings.openAs(agency);
    const create = await openCreate(page);
    await create.getByLabel("Name").fill("Refused");
    await create.getByRole("radio", { name: /^Choose/ }).check();
    await create.getByLabel("Allowed IP addresses").fill("127.0.0.1\nexample.com");
    await create.getByLabel("Per month").fill("0");
    await create.getByText("Restrictions", { exact: true }).click();
    await create.getByRole("button", { name: "Create key" }).click();
    await create.getByText("“example.com” is not an IP address or CIDR block.").waitFor();
    await create.getByText("Must be a whole number from 1 to 1,000,000,000,000.").waitFor();
    expect(await create.getByLabel("Per month").getAttribute("aria-invalid")).toBe("true");
    await checkView(page, "dialog-create-restrictions");
    await create.getByLabel("Per month").fill("1");
    await create.getByLabel("Allowed IP addresses").fill("127.0.0.1\n0.0.0.0/33");
    await create.getByRole("button", { name: "Create key" }).click();
    await create.getByText(/^Entry 2: must be an IPv4 or IPv6 address or CIDR block/).waitFor();
    expect(await create.getByLabel("Allowed IP addresses").getAttribute("aria-invalid")).toBe(
      "true",
    );
    expect(await create.getByRole("alert").count()).toBe(0);
  });

  it("can be done with a keyboard alone", async () => {
    const { id } = await newKeyOf(settings.latchkey, agency.accountId, { name: "By keyboard" });
    const page = await settings.openAs(agency, `${pagePath}/${id}`);
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await tabTo(page, /^Restrictions/);
    expect(await focusIsVisible(page)).toBe(true);
    await page.keyboard.press("Enter");
    await tabTo(page, /^Full access/);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await focused(page)).toMatch(/^Choose/);
    // The preset on the way has checked what it stands for.
    await tabTo(page, /^See account/);
    await page.keyboard.press("Space");
    await tabTo(page, "Per month");
    await page.keyboard.type("9");
    const sent = page.waitForRequest((request) => request.method() === "PATCH");
    await page.keyboard.press("Enter");
    expect((await sent).postDataJSON()).toEqual({
      scopes: ["models:read"],
      quotas: { month: 9 },
    });
    await restrictionsOf(page).getByText("0 of 9 requests used, 9 left").waitFor();
  });

  it("lets nobody resume here what an operator paused", async () => {
    const { id } = await newKeyOf(settings.latchkey, agency.accountId, { name: "Held" });
    const path = `${keysPath}/${id}`;
    const page = await settings.openAs(agency, `${pagePath}/${id}`);
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await dialogOf(page, "Pause key").getByRole("button", { name: "Pause key" }).click();
    const details = page.getByRole("region", { name: "Details" });
    await details.getByText("Paused by").waitFor();
    expect(await details.textContent()).toMatch(/Paused by\s*You/);
    // An operator takes the pause over, behind the page's back.
    await manage(settings.latchkey, "PATCH", path, { is_active: false });
    await page.getByRole("button", { name: "Resume", exact: true }).click();
    await page
      .getByText("The key could not be resumed. API key was paused by an operator.")
      .waitFor();
    await page.getByText("Only an operator can resume this key: ask support.").waitFor();
    expect(await details.textContent()).toMatch(/Paused by\s*Operator/);
    expect(await page.getByRole("button", { name: "Resume" }).count()).toBe(0);
    await checkView(page, "key-paused-by-operator");
    await page.getByRole("link", { name: "API keys" }).click();
    const row = page.getByRole("row", { name: /Held/ });
    await row.getByText("Paused by an operator").waitFor();
    await row.getByRole("button", { name: "Actions for Held" }).click();
    await row.getByRole("button", { name: "Edit" }).waitFor();
    expect(await row.getByRole("button", { name: "Resume" }).count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.goBack();
    await page.getByRole("button", { name: "Rotate", exact: true }).click();
    await dialogOf(page, "Rotate key")
      .getByText("The new secret does not work until an operator resumes the key.")
      .waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Activity" }).click();
    await page.getByText("kept paused by an operator").waitFor();
    await manage(settings.latchkey, "PATCH", path, { is_active: true });
    await page.goto(settings.url(`${pagePath}/${id}`));
    await page.getByText("Active", { exact: true }).waitFor();
    expect(await page.getByText("Paused by").count()).toBe(0);
  });

  it("gives way to a suspension, which every page tells of until it is lifted", async () => {
    const { id } = await newKeyOf(settings.latchkey, agency.accountId, { name: "Suspended" });
    const suspend = (is_suspended: boolean) =>
      manage(settings.latchkey, "PUT", `/accounts/${agency.accountId}`, { is_suspended });
    await suspend(true);
    const page = await settings.openAs(agency);
    const banner = page.getByText("Your account is suspended.");
    for (const part of ["", "/usage", "/activity", `/${id}`, "/no/such/page"]) {
      await page.goto(settings.url(pagePath + part));
      await banner.waitFor();
      await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
      expect([part, await layoutShifts(page)]).toEqual([part, []]);
      expect(await page.getByText("Active", { exact: true }).count()).toBe(part === "" ? 1 : 0);
      await checkView(page, `suspended${part.replaceAll("/", "-").replace(id, "key")}`);
    }
    await page.goto(settings.url(`${pagePath}/activity`));
    await page.getByText("Account suspended").waitFor();
    await suspend(false);
    await page.goto(settings.url(`${pagePath}/${id}`));
    await page.getByText("Active", { exact: true }).waitFor();
    expect(await banner.count()).toBe(0);
  });
});

const acme = fileURLToPath(new URL("../support/acme.config.ts", import.meta.url));

describeSettingsPage(
  "with plans that have quotas, routes that cost and a support page, a key's form",
  (settings) => {
    /** Not as `manage` does: its document is that of the defaults. */
    const operate = async (method: string, path: string, body: object) => {
      const { url, operatorToken } = settings.latchkey;
      const response = await fetch(`${url}/api/manage/v1/accounts/${agency.accountId}${path}`, {
        method,
        headers: { Authorization: `Bearer ${operatorToken}`, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(200);
    };

    it("has the plan's quotas, says what is counted, and leads to support", async () => {
      const page = await settings.openAs(agency);
      const create = await openCreate(page);
      await create.getByText("2 quotas").waitFor();
      expect(await create.getByRole("radio", { name: /^Read only/ }).count()).toBe(0);
      await create.getByText("1 to 1,000 on the Team plan.").waitFor();
      expect(
        await create.getByText("a request counts the cost of its route, up to 3.").count(),
      ).toBe(2);
      await create.getByLabel("Name").fill("Planned");
      await create.getByLabel("Per day").fill("");
      await create.getByRole("button", { name: "Create key" }).click();
      await create.getByText("Must be a whole number from 1 to 1,000.").waitFor();
      await create.getByLabel("Per day").fill("900");
      await create.getByRole("button", { name: "Create key" }).click();
      await shownKey(page);
      await confirmStored(page);
      await page.getByRole("link", { name: "Planned" }).click();
      await restrictionsOf(page).getByText("0 of 900 units used, 900 left").waitFor();
      await page.getByText("7 units per minute").waitFor();

      // More than the plan allows, from an operator, is kept by whoever changes something else.
      const keyId = page.url().split("/").at(-1);
      await operate("PATCH", `/keys/${keyId}`, { quotas: { day: 5000 } });
      await page.reload();
      await restrictionsOf(page).getByText("0 of 5,000 units used, 5,000 left").waitFor();
      const edit = await openEdit(page);
      await edit.getByLabel("Name").fill("Renamed");
      expect(await save(page)).toEqual({ name: "Renamed" });
      await openEdit(page);
      await edit.getByLabel("In total").fill("9");
      await edit.getByRole("button", { name: "Save changes" }).click();
      await edit.getByText("Must be a whole number from 1 to 1,000.").waitFor();
      await page.keyboard.press("Escape");

      await operate("PUT", "", { is_suspended: true });
      await page.reload();
      const support = page.getByRole("link", { name: "Contact support" });
      expect(await support.getAttribute("href")).toBe("https://acme.example/support");
    });
  },
  acme,
);
