import type { Page } from "playwright-core";

export const shownOnce = "Store this key now";

/** The whole key that the dialog shows, once it does. */
export async function shownKey(page: Page): Promise<string> {
  const dialog = page.getByRole("dialog", { name: shownOnce });
  await dialog.waitFor();
  return (await dialog.locator(".secret-text").textContent()) ?? "";
}

/** Says that the key is stored, which is the one way out of the dialog. */
export async function confirmStored(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: shownOnce });
  await dialog.getByRole("checkbox", { name: "I have stored this key" }).check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await dialog.waitFor({ state: "detached" });
}

/** Creates a key by the dialog, from the list; the key is shown then. */
export async function createKey(page: Page, name: string): Promise<string> {
  await page
    .getByRole("button", { name: /^Create (your first )?key$/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog", { name: "Create key" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Create key" }).click();
  return shownKey(page);
}
