import { it } from "@jest/globals";
import type { Page } from "playwright-core";
import { checkView } from "./support/check-view.ts";
import { agency, describeSettingsPage, frameOf, free } from "./support/settings-page.ts";

/* Reach: a local run, through a browser. Leaves a picture of each state behind. */

const account = "**/api/manage/v1/accounts/**";

describeSettingsPage("in every state of an account, the page", (settings) => {
  it("can be used when there is no key yet", async () => {
    const page = await settings.openAs(agency);
    await page.getByRole("heading", { name: "No keys yet" }).waitFor();
    await checkView(page, "empty");
    await page.getByRole("link", { name: "Activity" }).click();
    await page.getByRole("list", { name: "Activity" }).waitFor();
    await frameOf(page).getByRole("link", { name: "Usage" }).click();
    await page.getByText("No usage yet").waitFor();
    await checkView(page, "empty-usage");
  });

  it("can be used by who is to sign in", async () => {
    const page = await settings.open();
    await page.goto(settings.url());
    await page.getByLabel("Password").waitFor();
    await checkView(page, "sign-in");
    await page.getByLabel("Email").fill(agency.email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await checkView(page, "sign-in-refused");
  });

  it("can be used while it waits for an answer", async () => {
    const page = await settings.openAs(agency);
    const held = await hold(page);
    await page.reload();
    await frameOf(page).waitFor();
    await checkView(page, "loading");
    held.release();
    await page.getByRole("heading", { name: "No keys yet" }).waitFor();
  });

  it("can be used on a plan that is not eligible", async () => {
    const page = await settings.openAs(free);
    await checkView(page, "free-plan");
    await page.getByRole("button", { name: "Create key" }).click();
    await checkView(page, "free-plan-create");
  });

  it("can be used when something does not work out", async () => {
    const page = await settings.openAs(agency);
    await page.route(account, (route) =>
      route.fulfill({ status: 503, json: { error: "Service temporarily unavailable" } }),
    );
    await page.reload();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await checkView(page, "failed");
  });

  it("can be used by who has signed out", async () => {
    const page = await settings.openAs(agency);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Signed out" }).waitFor();
    await checkView(page, "signed-out");
  });
});

/** Holds back what the page asks of the API. */
async function hold(page: Page): Promise<{ release(): void }> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(account, async (route) => {
    await released;
    await route.continue();
  });
  return { release };
}
