import { beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { look } from "./support/look.ts";
import { setScene } from "./support/scene.ts";
import { agency, describeSettingsPage, frameOf, free, pagePath } from "./support/settings-page.ts";

/* Reach: a local run, through a browser. Leaves a picture of each state behind. */

const account = "**/api/manage/v1/accounts/**";

describeSettingsPage("in every state, the page", (settings) => {
  let ids: ReadonlyMap<string, string>;
  const detail = (name: string) => `${pagePath}/${ids.get(name) ?? ""}`;

  it("can be used when there is no key yet", async () => {
    const page = await settings.openAs(agency);
    await page.getByRole("heading", { name: "No keys yet" }).waitFor();
    await look(page, "empty");
    await page.getByRole("link", { name: "Activity" }).click();
    await page.getByRole("list", { name: "Activity" }).waitFor();
    await frameOf(page).getByRole("link", { name: "Usage" }).click();
    await page.getByText("There are no keys yet").waitFor();
    await look(page, "empty-usage");
  });

  it("can be used by who is to sign in", async () => {
    const page = await settings.open();
    await page.goto(settings.url());
    await page.getByLabel("Password").waitFor();
    await look(page, "sign-in");
    await page.getByLabel("Email").fill(agency.email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await look(page, "sign-in-refused");
  });

  it("can be used while it waits for an answer", async () => {
    const page = await settings.openAs(agency);
    const held = await hold(page);
    await page.reload();
    await frameOf(page).waitFor();
    await look(page, "loading");
    held.release();
    await page.getByRole("heading", { name: "No keys yet" }).waitFor();
  });

  it("can be used on a plan that is not eligible", async () => {
    const page = await settings.openAs(free);
    await look(page, "free-plan");
    await page.getByRole("button", { name: "Create key" }).click();
    await look(page, "free-plan-create");
  });

  it("can be used when something does not work out", async () => {
    const page = await settings.openAs(agency);
    await page.route(account, (route) =>
      route.fulfill({ status: 503, json: { error: "Service temporarily unavailable" } }),
    );
    await page.reload();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await look(page, "failed");
  });

  it("can be used by who has signed out", async () => {
    const page = await settings.openAs(agency);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Signed out" }).waitFor();
    await look(page, "signed-out");
  });

  describeScene();

  function describeScene() {
    beforeAll(async () => {
      ids = new Map();
    });

    it("can be used with keys of all kinds", async () => {
      ids = await setScene(settings.latchkey, agency.accountId);
      const page = await settings.openAs(agency);
      await look(page, "list");
      await page.getByRole("button", { name: "Actions for Production server" }).click();
      await look(page, "list-menu");
      await page.keyboard.press("Escape");
      await page.getByRole("searchbox").fill("there is no such key");
      await page.getByText("No key fits these filters.").waitFor();
      await look(page, "list-nothing-found");
    });

    it.each([
      ["Production server", "key"],
      ["Mobile app backend", "key-two-secrets"],
      ["Nightly export", "key-expiring"],
      ["Data warehouse sync", "key-paused"],
      ["Contractor’s laptop", "key-expired"],
      ["Old website", "key-revoked"],
    ])("can be used at the key %s", async (name, state) => {
      const page = await settings.openAs(agency, detail(name));
      await page.getByRole("heading", { name }).waitFor();
      await look(page, state);
    });

    it.each(["Rotate", "Edit", "Pause", "Revoke"])(
      "can be used in the dialog: %s",
      async (action) => {
        const page = await settings.openAs(agency, detail("Mobile app backend"));
        await page.getByRole("button", { name: action, exact: true }).click();
        await page.getByRole("dialog").waitFor();
        await look(page, `dialog-${action.toLowerCase()}`);
      },
    );

    it("can be used to create a key, with faults beside their fields, until it is shown", async () => {
      const page = await settings.openAs(agency);
      await page.getByRole("button", { name: "Create key" }).click();
      const dialog = page.getByRole("dialog");
      await look(page, "dialog-create");
      await dialog.getByLabel("Requests per minute").fill("0");
      await dialog.getByLabel("Expires").selectOption("On a date");
      await dialog.getByRole("button", { name: "Create key" }).click();
      await dialog.getByText("Enter a name.").waitFor();
      await look(page, "dialog-create-faults");
      await dialog.getByLabel("Name").fill("Reporting");
      await dialog.getByLabel("Requests per minute").fill("60");
      await dialog.getByLabel("Expires", { exact: true }).selectOption("In 90 days");
      await dialog.getByRole("button", { name: "Create key" }).click();
      await page.getByRole("heading", { name: "Store this key now" }).waitFor();
      await look(page, "dialog-key-shown-once");
    });

    it.each(["activity", "usage", "aaaaaaaa", "no/such/page"])(
      "can be used at /%s",
      async (part) => {
        const page = await settings.openAs(agency, `${pagePath}/${part}`);
        expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
        await look(page, `page-${part.replaceAll("/", "-")}`);
      },
    );
  }
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
