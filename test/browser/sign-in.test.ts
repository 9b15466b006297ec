import { expect, it } from "@jest/globals";
import {
  agency,
  describeSettingsPage,
  fillSignInForm,
  frameOf,
  pagePath,
} from "./support/settings-page.ts";

/* Reach: a local run, through a browser. */

describeSettingsPage("signing in", (settings) => {
  it("asks for the password, and leads to the keys", async () => {
    const page = await settings.open();
    await page.goto(settings.url());
    await fillSignInForm(page, agency.email, settings.signIn.password);
    await page.getByRole("heading", { name: "API keys" }).waitFor();
    await page.getByText(agency.email).waitFor();
    expect(page.url()).toBe(settings.url());
    expect(await page.title()).toBe("API keys · Latchkey");
  });

  it("says that a password is wrong, and keeps the address that was typed", async () => {
    const page = await settings.open();
    await page.goto(settings.url());
    await fillSignInForm(page, agency.email, "not the password");
    await page.getByRole("alert").getByText("Incorrect username or password.").waitFor();
    expect(await page.getByLabel("Email").inputValue()).toBe(agency.email);
    await fillSignInForm(page, agency.email, settings.signIn.password);
    await frameOf(page).waitFor();
  });

  it.each(["activity", "usage", "aaaaaaaa"])(
    "leads back to where someone was going: /%s",
    async (part) => {
      const page = await settings.open();
      await page.goto(settings.url(`${pagePath}/${part}`));
      await fillSignInForm(page, agency.email, settings.signIn.password);
      await frameOf(page).waitFor();
      expect(page.url()).toBe(settings.url(`${pagePath}/${part}`));
    },
  );

  it("is not asked for again when the page is loaded anew", async () => {
    const page = await settings.openAs(agency, `${pagePath}/activity`);
    await page.reload();
    await page.getByRole("heading", { name: "Activity" }).waitFor();
    expect(page.url()).toBe(settings.url(`${pagePath}/activity`));
  });

  it("is not needed for the documentation, to which the page leads, and back", async () => {
    const page = await settings.openAs(agency);
    await frameOf(page).getByRole("link", { name: "Docs" }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(page.url()).toBe(settings.url("/docs"));
    const stranger = await settings.open();
    await stranger.goto(settings.url("/docs"));
    expect(await stranger.title()).toBe(await page.title());
    await page.goBack();
    await page.getByRole("heading", { name: "API keys" }).waitFor();
  });
});
