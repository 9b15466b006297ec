import { beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { callModels, manage, newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { checkView } from "./support/check-view.ts";
import { eventually } from "./support/eventually.ts";
import { confirmStored, shownKey } from "./support/key-dialogs.ts";
import {
  admin,
  agency,
  consolePath,
  describeSettingsPage,
  fillSignInForm,
  support,
} from "./support/settings-page.ts";

/* Reach: a local run, through a browser. Leaves a picture of each state behind. */

describeSettingsPage("the console", (settings) => {
  let accountId: string;
  let key: { readonly id: string; readonly key: string };
  const account = () => `${consolePath}/accounts/${accountId}`;

  beforeAll(async () => {
    const { latchkey } = settings;
    accountId = await newAccount(latchkey, "agency");
    const fields = { plan: "agency", name: "Example Ltd", contact_email: "ops@example.com" };
    await manage(latchkey, "PUT", `/accounts/${accountId}`, { ...fields, metadata: { crm: "42" } });
    key = await newKeyOf(latchkey, accountId, { name: "Production server" });
  });

  async function searchFor(page: Page, text: string): Promise<void> {
    await page.getByRole("searchbox").fill(text);
    await page.keyboard.press("Enter");
  }

  const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

  it("tells a user that it is not for them, and leads to their own keys", async () => {
    const page = await settings.open();
    await page.goto(settings.url(consolePath));
    await fillSignInForm(page, agency.email, settings.signIn.password);
    await heading(page, "For operators only").waitFor();
    await checkView(page, "console-not-an-operator");
    await page.getByRole("link", { name: "Go to your API keys" }).click();
    await heading(page, "API keys").waitFor();
  });

  it("finds accounts by address and by the beginning of an id, and keys by id and prefix", async () => {
    const page = await settings.openAs(support, consolePath);
    await checkView(page, "console-search");
    for (const text of ["OPS@example.com", accountId.slice(0, -2), accountId]) {
      await searchFor(page, text);
      await page.getByRole("link", { name: "Example Ltd" }).waitFor();
    }
    await checkView(page, "console-found");
    await searchFor(page, "no such account");
    await page.getByText("Nothing found.").waitFor();
    await checkView(page, "console-nothing-found");
    for (const text of [key.id, `sk_live_${key.id}`, ` ${key.id} `]) {
      await page.goto(settings.url(consolePath));
      await searchFor(page, text);
      await heading(page, "Production server").waitFor();
    }
    await page.goBack();
    await page.getByRole("searchbox").waitFor();
    // It does not lead on again by itself.
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
    expect(page.url()).toBe(settings.url(consolePath));
  });

  it("leads operators from the settings page to it, since they have no keys of their own", async () => {
    const page = await settings.openAs(support);
    await page.getByText("You are signed in as an operator, who has no account.").waitFor();
    await page.getByRole("link", { name: "Open the console" }).click();
    await page.getByRole("searchbox").waitFor();
  });

  it("shows accounts whose ids browsers encode, also after a reload", async () => {
    const id = `auth0|${accountId}.a:b@c+d`;
    await manage(settings.latchkey, "PUT", `/accounts/${encodeURIComponent(id)}`, {
      plan: "agency",
    });
    const page = await settings.openAs(support, consolePath);
    await searchFor(page, id);
    await page.getByRole("link", { name: id }).click();
    await heading(page, id).waitFor();
    await page.reload();
    await heading(page, id).waitFor();
    await page.getByRole("navigation", { name: "Account" }).getByText("Usage").click();
    await page.getByText("No usage yet").waitFor();
    await page.reload();
    await page.getByText("No usage yet").waitFor();
  });

  it("shows an account, to support without what support may not do", async () => {
    const page = await settings.openAs(support, account());
    await page.getByText("ops@example.com").waitFor();
    expect(await page.locator(".head .button").allTextContents()).toEqual(["Suspend"]);
    await page.getByRole("button", { name: "Actions for Production server" }).click();
    const entries = await page.locator(".menu-list button").allTextContents();
    expect(entries).toEqual(["Pause", "Revoke"]);
    await page.keyboard.press("Escape");
    await checkView(page, "console-account");
    await page.getByRole("navigation", { name: "Account" }).getByText("Events").click();
    await page.getByRole("list", { name: "Activity" }).waitFor();
    await page.getByText("Operator token").first().waitFor();
    await checkView(page, "console-events");
  });

  it("suspends an account and lifts it, from the next request", async () => {
    const page = await settings.openAs(support, account());
    await page.getByRole("button", { name: "Suspend" }).click();
    const dialog = page.getByRole("dialog", { name: "Suspend account" });
    await checkView(page, "console-suspend");
    await dialog.getByRole("button", { name: "Suspend account" }).click();
    await page.getByRole("button", { name: "Lift suspension" }).waitFor();
    expect(await callModels(settings.latchkey, key.key)).toMatchObject({ status: 403 });
    await checkView(page, "console-suspended");
    await page.getByRole("button", { name: "Lift suspension" }).click();
    await page
      .getByRole("dialog", { name: "Lift suspension" })
      .getByRole("button", { name: "Lift suspension" })
      .click();
    await page.getByRole("button", { name: "Suspend" }).waitFor();
    expect(await callModels(settings.latchkey, key.key)).toMatchObject({ status: 200 });
  });

  it("says what another plan does to the keys before it is chosen for good", async () => {
    const page = await settings.openAs(admin, account());
    await page.getByRole("button", { name: "Edit account" }).click();
    const dialog = page.getByRole("dialog", { name: "Edit account" });
    await dialog.getByLabel("Plan").selectOption("pro");
    await dialog.getByText("1 active key gets 403 from the next request.").waitFor();
    await dialog.getByLabel("Keys at most").fill("0");
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await dialog.getByText("Must be a whole number from 1 to 90.").waitFor();
    await checkView(page, "console-edit-account");
    expect(await callModels(settings.latchkey, key.key)).toMatchObject({ status: 200 });
    await dialog.getByLabel("Keys at most").fill("30");
    await dialog.getByLabel("Metadata").fill("crm=43\nowner=x=y");
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("no API access").first().waitFor();
    expect(await callModels(settings.latchkey, key.key)).toMatchObject({ status: 403 });
    const { json } = await manage(settings.latchkey, "GET", `/accounts/${accountId}`);
    expect(json).toMatchObject({
      plan: "pro",
      max_active_keys: 30,
      metadata: { crm: "43", owner: "x=y" },
      name: "Example Ltd",
      contact_email: "ops@example.com",
    });
    await checkView(page, "console-no-access");
    await manage(settings.latchkey, "PUT", `/accounts/${accountId}`, { plan: "agency" });
  });

  it("lets an admin create a key with a limit above the plan’s, and explains it", async () => {
    const page = await settings.openAs(admin, account());
    await page.getByRole("button", { name: "Create key" }).click();
    const dialog = page.getByRole("dialog", { name: "Create key" });
    await dialog.getByLabel("Name").fill("Big customer");
    await dialog.getByLabel("Requests per minute").fill("5000");
    await dialog.getByText("1 to 10,000. The Agency plan has 60.").waitFor();
    await dialog.getByRole("button", { name: "Create key" }).click();
    const secret = await shownKey(page);
    await confirmStored(page);
    await page.getByRole("link", { name: "Big customer" }).click();
    await heading(page, "Big customer").waitFor();
    await page.getByText("5,000 requests per minute").waitFor();
    const explain = page.getByRole("region", { name: "Explain" });
    await explain.getByLabel("Caller’s address").fill("nowhere");
    await explain.getByRole("button", { name: "Explain" }).click();
    await explain.getByText("Must be an IPv4 or IPv6 address").waitFor();
    await explain.getByLabel("Caller’s address").fill("203.0.113.7");
    await explain.getByLabel("Cost").fill("900");
    await explain.getByRole("button", { name: "Explain" }).click();
    await explain.getByText("is admitted now").waitFor();
    await checkView(page, "console-explained");
    expect(await callModels(settings.latchkey, secret)).toMatchObject({ status: 200 });
  });

  it("counts refusals of an account and of a key by reason", async () => {
    const { latchkey } = settings;
    const paused = await newKeyOf(latchkey, accountId, { name: "Paused" });
    const path = `/accounts/${accountId}/keys/${paused.id}`;
    await manage(latchkey, "PATCH", path, { is_active: false });
    expect(await callModels(latchkey, paused.key)).toMatchObject({ status: 401 });
    const page = await settings.openAs(support, `${account()}/${paused.id}`);
    const refusals = page.getByRole("region", { name: "Refusals" });
    await eventually(async () => {
      await page.reload();
      await refusals.waitFor();
      expect(await refusals.textContent()).toContain("The key was paused.");
    });
    await page.goto(settings.url(account()));
    await refusals.getByText("The key was paused.").waitFor();
    await checkView(page, "console-refusals");
  });

  it("tells how the service is", async () => {
    const page = await settings.openAs(support, consolePath);
    await page.getByRole("link", { name: "Service" }).click();
    await page.getByText("All parts answer").waitFor();
    expect(await page.getByRole("row").count()).toBe(7);
    await page.getByText("v1", { exact: true }).waitFor();
    await checkView(page, "console-service");
    await page.route("**/api/manage/v1/health", async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      json.status = "failing";
      Object.assign(json.parts[5], { status: "failing", fault: "IssuerFault" });
      await route.fulfill({ response, json: { ...json, pepper: null } });
    });
    await page.getByRole("button", { name: "Check again" }).click();
    await page.getByText("IssuerFault").waitFor();
    await checkView(page, "console-service-failing");
  });

  it("says what it could not load, and that there is no such account, key or page", async () => {
    const page = await settings.openAs(support, `${consolePath}/accounts/nobody`);
    await heading(page, "Account not found").waitFor();
    await checkView(page, "console-no-account");
    await page.goto(settings.url(`${account()}/00000000`));
    await heading(page, "Key not found").waitFor();
    await page.goto(settings.url(`${consolePath}/nothing`));
    await heading(page, "Page not found").waitFor();
    await page.route("**/api/manage/v1/accounts/**", (route) =>
      route.fulfill({ status: 503, json: { error: "Service temporarily unavailable" } }),
    );
    await page.goto(settings.url(account()));
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await checkView(page, "console-failed");
  });

  it("can be used by the keyboard alone, and says where one is", async () => {
    const page = await settings.openAs(support, consolePath);
    await page.keyboard.press("Tab");
    expect(await page.evaluate<string>("document.activeElement.textContent")).toBe(
      "Skip to content",
    );
    await page.getByRole("searchbox").focus();
    await page.keyboard.type(key.id);
    await page.keyboard.press("Enter");
    await heading(page, "Production server").waitFor();
    // The heading has the focus after navigation, so Tab goes on from there.
    expect(await page.evaluate<string>("document.activeElement.localName")).toBe("h1");
    await page.keyboard.press("Tab");
    expect(await page.evaluate<string>("document.activeElement.textContent")).toBe("Pause");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Pause key" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.title()).toContain("Production server");
  });
});
