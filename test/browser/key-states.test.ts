import { beforeAll, expect, it } from "@jest/globals";
import { checkView } from "./support/check-view.ts";
import { setScene } from "./support/scene.ts";
import { agency, describeSettingsPage, pagePath } from "./support/settings-page.ts";

/* Reach: a local run, through a browser. Leaves a picture of each state behind. */

describeSettingsPage("with keys in every state, the page", (settings) => {
  let ids: ReadonlyMap<string, string>;
  const detail = (name: string) => `${pagePath}/${ids.get(name) ?? ""}`;

  beforeAll(async () => {
    ids = await setScene(settings.latchkey, agency.accountId);
  });

  it("can be used with keys of all kinds", async () => {
    const page = await settings.openAs(agency);
    await checkView(page, "list");
    await page.getByRole("button", { name: "Actions for Production server" }).click();
    await checkView(page, "list-menu");
    await page.keyboard.press("Escape");
    await page.getByRole("searchbox").fill("there is no such key");
    await page.getByText("No keys match these filters.").waitFor();
    await checkView(page, "list-nothing-found");
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
    await checkView(page, state);
  });

  it.each(["Rotate", "Edit", "Pause", "Revoke"])(
    "can be used in the dialog: %s",
    async (action) => {
      const page = await settings.openAs(agency, detail("Mobile app backend"));
      await page.getByRole("button", { name: action, exact: true }).click();
      await page.getByRole("dialog").waitFor();
      await checkView(page, `dialog-${action.toLowerCase()}`);
    },
  );

  it("can be used to create a key, with faults beside their fields, until it is shown", async () => {
    const page = await settings.openAs(agency);
    await page.getByRole("button", { name: "Create key" }).click();
    const dialog = page.getByRole("dialog");
    await checkView(page, "dialog-create");
    await dialog.getByLabel("Requests per minute").fill("0");
    await dialog.getByLabel("Expires").selectOption("On a specific date");
    await dialog.getByRole("button", { name: "Create key" }).click();
    await dialog.getByText("Enter a name.").waitFor();
    await checkView(page, "dialog-create-faults");
    await dialog.getByLabel("Name").fill("Reporting");
    await dialog.getByLabel("Requests per minute").fill("60");
    await dialog.getByLabel("Expires", { exact: true }).selectOption("In 90 days");
    await dialog.getByRole("button", { name: "Create key" }).click();
    await page.getByRole("heading", { name: "Store this key now" }).waitFor();
    await checkView(page, "dialog-key-shown-once");
  });

  it.each(["activity", "usage", "aaaaaaaa", "no/such/page"])("can be used at /%s", async (part) => {
    const page = await settings.openAs(agency, `${pagePath}/${part}`);
    expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
    await checkView(page, `page-${part.replaceAll("/", "-")}`);
  });
});
