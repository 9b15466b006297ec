import { beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { manage, newKeyOf } from "../gateway/support/operator.ts";
import { checkView } from "./support/check-view.ts";
import { writePast } from "./support/past.ts";
import { agency, describeSettingsPage, frameOf, pagePath } from "./support/settings-page.ts";

/* Reach: a local run, through a browser. Leaves a picture of each view behind. */

const names = [
  "مفتاح الخادم (production) 2026",
  "שרת ייצור, גרסה 2.0",
  `כלי ${"מאוד ".repeat(12)}ארוך`,
];

describeSettingsPage("a right-to-left name", (settings) => {
  let id = "";

  beforeAll(async () => {
    const { latchkey } = settings;
    for (const name of names) {
      const note = `${name}: הערה`;
      id = (await newKeyOf(latchkey, agency.accountId, { name, note })).id;
      await writePast(latchkey, id, { days: Array(30).fill(3), lastUsedSecondsAgo: 60 });
    }
    const path = `/accounts/${agency.accountId}/keys/${id}`;
    await manage(latchkey, "PATCH", path, { name: names[0] });
    await manage(latchkey, "POST", `${path}/rotate`, { grace_period_seconds: 3600 });
  });

  /** The text around a name goes from left to right, and the name as it does. */
  const directions = async (page: Page) => {
    const shown = await page
      .locator("bdi")
      .evaluateAll((all) =>
        all
          .filter((one) => /\p{Script=Hebrew}|\p{Script=Arabic}/u.test(one.textContent ?? ""))
          .map((one) => [one.matches(":dir(rtl)"), one.parentElement?.matches(":dir(ltr)")]),
      );
    expect(shown.length).toBeGreaterThan(0);
    for (const [isName, isAround] of shown) expect([isName, isAround]).toEqual([true, true]);
  };

  it.each([
    ["list", ""],
    ["usage", "Usage"],
    ["activity", "Activity"],
  ])("leaves the rest of the view as it is: %s", async (view, link) => {
    const page = await settings.openAs(agency);
    if (link !== "") {
      await frameOf(page).getByRole("link", { name: link }).click();
      await page.getByRole("heading", { name: link, level: 1 }).waitFor();
      await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
      await page.locator("bdi").first().waitFor();
    }
    await directions(page);
    await checkView(page, `rtl-${view}`);
  });

  it("leaves the rest of the key's page and of its dialogs as it is", async () => {
    const page = await settings.openAs(agency, `${pagePath}/${id}`);
    await page.getByRole("heading", { level: 1 }).locator("bdi").waitFor();
    await directions(page);
    await checkView(page, "rtl-key");
    for (const action of ["Rotate", "Edit", "Pause", "Revoke"]) {
      await page.getByRole("button", { name: action, exact: true }).click();
      await page.getByRole("dialog").waitFor();
      await checkView(page, `rtl-dialog-${action.toLowerCase()}`);
      await page.keyboard.press("Escape");
    }
  });
});
