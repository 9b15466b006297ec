import { expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { callModels, newKeyOf } from "../gateway/support/operator.ts";
import { eventually } from "./support/eventually.ts";
import { focused, focusIsVisible, tabTo } from "./support/focus.ts";
import { shownKey, shownOnce } from "./support/key-dialogs.ts";
import { agency, describeSettingsPage, frameOf, pagePath } from "./support/settings-page.ts";

/* Reach: a local run, through a browser without a mouse. */

describeSettingsPage("with a keyboard alone", (settings) => {
  const expectFocus = (page: Page, name: string | RegExp) =>
    eventually(async () => expect(await focused(page)).toMatch(name));

  it("one signs in", async () => {
    const page = await settings.open();
    await page.goto(settings.url());
    await expectFocus(page, /^Email$/);
    await page.keyboard.type(agency.email);
    await tabTo(page, "Password");
    await page.keyboard.type(settings.signIn.password);
    await page.keyboard.press("Enter");
    await frameOf(page).waitFor();
  });

  it("one skips to the content", async () => {
    const page = await settings.openAs(agency);
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to content");
    expect(await focusIsVisible(page)).toBe(true);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("How to use API keys");
  });

  it("one creates a key, and is back where one began", async () => {
    const page = await settings.openAs(agency);
    await tabTo(page, /^Create key$/);
    expect(await focusIsVisible(page)).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Create key" }).waitFor();
    if ((await focused(page)) !== "Name") await tabTo(page, "Name");
    await page.keyboard.type("By keyboard");
    await tabTo(page, "Environment");
    await page.keyboard.type("Dev");
    await tabTo(page, "Expires");
    await page.keyboard.type("In 30");
    await tabTo(page, "Requests per minute");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("3");
    await page.keyboard.press("Enter");
    const key = await shownKey(page);
    await tabTo(page, "Copy key");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Copied").waitFor();
    await tabTo(page, "cURL");
    await page.keyboard.press("ArrowRight");
    expect(await focused(page)).toBe("JavaScript");
    await page.keyboard.press("End");
    expect(await focused(page)).toBe("PowerShell");
    await page.keyboard.press("Home");
    await tabTo(page, "I have stored this key");
    await page.keyboard.press("Space");
    await tabTo(page, "Done");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: shownOnce }).waitFor({ state: "detached" });
    await expectFocus(page, /^Create key$/);
    const row = page.getByRole("row", { name: /By keyboard/ });
    for (const text of ["Development", "3/min"]) await row.getByText(text).waitFor();
    expect((await callModels(settings.latchkey, key)).status).toBe(200);
  });

  it("one revokes a key", async () => {
    const { key } = await newKeyOf(settings.latchkey, agency.accountId, { name: "To go" });
    const prefix = key.slice(0, 16);
    const page = await settings.openAs(agency);
    await tabTo(page, "Actions for To go");
    await page.keyboard.press("Enter");
    await tabTo(page, "Revoke");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Revoke key" });
    await dialog.waitFor();
    const label = `Type ${prefix} to confirm`;
    if ((await focused(page)) !== label) await tabTo(page, label);
    await page.keyboard.type(prefix);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    expect((await callModels(settings.latchkey, key)).status).toBe(401);
    // What opened the dialog is gone with what could be done to the key.
    await eventually(async () => expect(await focused(page)).not.toBe("nothing"));
  });

  it("one leaves a dialog by Escape, with the focus where it was", async () => {
    const { id } = await newKeyOf(settings.latchkey, agency.accountId, { name: "Stays" });
    const page = await settings.openAs(agency, `${pagePath}/${id}`);
    for (const action of ["Rotate", "Edit", "Pause", "Revoke"]) {
      await page.getByRole("button", { name: action, exact: true }).focus();
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog", { name: `${action} key` });
      await dialog.waitFor();
      expect(await page.evaluate("document.activeElement.closest('dialog') !== null")).toBe(true);
      for (let stop = 0; stop < 12; stop++) {
        await page.keyboard.press("Tab");
        expect(await page.evaluate(outsideOfDialog)).toBe(false);
      }
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      expect(await focused(page)).toBe(action);
    }
  });

  it("one hides a menu by Escape, even where the click that opened it gave it no focus", async () => {
    await newKeyOf(settings.latchkey, agency.accountId, { name: "Has a menu" });
    const page = await settings.openAs(agency);
    const opener = page.getByRole("button", { name: "Actions for Has a menu" });
    const entry = page.getByRole("button", { name: "Edit", exact: true });
    await opener.click();
    await entry.waitFor();
    await page.evaluate("document.activeElement.blur()");
    await eventually(async () => {
      await page.keyboard.press("Escape");
      expect(await opener.getAttribute("aria-expanded")).toBe("false");
    });
    await expectFocus(page, "Actions for Has a menu");
  });

  it("one sees where one is, at every stop of the page", async () => {
    const page = await settings.openAs(agency);
    const stops: string[] = [];
    for (;;) {
      await page.keyboard.press("Tab");
      const stop = await focused(page);
      if (stop === stops[0] || stop === "nothing" || stops.length > 60) break;
      expect([stop, await focusIsVisible(page)]).toEqual([stop, true]);
      stops.push(stop);
    }
    expect(stops).toEqual(
      expect.arrayContaining(["Keys", "Activity", "Sign out", "Create key", "Search keys"]),
    );
  });

  it("one goes from page to page, and readers begin at the heading", async () => {
    const page = await settings.openAs(agency);
    await tabTo(page, "Activity");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Activity" }).and(page.locator(":focus")).waitFor();
    expect(await page.title()).toBe("Activity · Latchkey");
    await page.goBack();
    await expectFocus(page, /^API keys$/);
  });
});

/** The browser's own bars aside, which the focus may pass on its way round. */
const outsideOfDialog = `document.activeElement !== document.body
  && document.activeElement.closest("dialog") === null`;
