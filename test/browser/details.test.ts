import { beforeAll, expect, it } from "@jest/globals";
import type { Locator, Page } from "playwright-core";
import { manage, newKeyOf } from "../gateway/support/operator.ts";
import { seriousFindings } from "./support/accessibility.ts";
import { checkView, overflowing, takePicture } from "./support/check-view.ts";
import { eventually } from "./support/eventually.ts";
import { focused } from "./support/focus.ts";
import { setScene } from "./support/scene.ts";
import { agency, describeSettingsPage, frameOf, free, pagePath } from "./support/settings-page.ts";
import { narrow } from "./support/watched-page.ts";

/* Reach: a local run, through a browser. */

describeSettingsPage("in its details the page", (settings) => {
  let ids: ReadonlyMap<string, string>;
  const keyPage = (name: string) => `${pagePath}/${ids.get(name) ?? ""}`;
  const styleOf = (locator: Locator, property: string) =>
    locator.evaluate((element, name) => {
      const view = element.ownerDocument.defaultView;
      return view?.getComputedStyle(element).getPropertyValue(name) ?? "";
    }, property);
  const boxOf = async (locator: Locator) => {
    const box = await locator.boundingBox();
    if (!box) throw new Error("it is not visible");
    return box;
  };

  beforeAll(async () => {
    ids = await setScene(settings.latchkey, agency.accountId);
  });

  it("puts the date beside the choice that asks for it, in one line with it", async () => {
    const page = await settings.openAs(agency);
    await page.getByRole("button", { name: "Create key" }).click();
    const dialog = page.getByRole("dialog");
    const choice = dialog.getByLabel("Expires", { exact: true });
    await choice.selectOption("On a specific date");
    const [left, right] = [await boxOf(choice), await boxOf(dialog.getByLabel("Expiry date"))];
    expect([right.y, right.height]).toEqual([left.y, left.height]);
    expect(right.x).toBeGreaterThan(left.x + left.width);
  });

  it("does not grey out what can be done with an expired key", async () => {
    const page = await settings.openAs(agency);
    const colorOf = async (name: string) => {
      const row = page.getByRole("row", { name: new RegExp(name) });
      await row.getByRole("button", { name: `Actions for ${name}` }).click();
      const color = await styleOf(row.getByRole("button", { name: "Edit" }), "color");
      await page.keyboard.press("Escape");
      return color;
    };
    expect(await colorOf("Contractor’s laptop")).toBe(await colorOf("Production server"));
  });

  it("moves no tab when another one is chosen", async () => {
    const page = await settings.openAs(agency);
    const links = frameOf(page).getByRole("link");
    const placesOf = (all: Locator) =>
      all.evaluateAll((elements) =>
        elements.map((element) => {
          const { x, width } = element.getBoundingClientRect();
          return [Math.round(x), Math.round(width)];
        }),
      );
    const before = await placesOf(links);
    await frameOf(page).getByRole("link", { name: "Activity" }).click();
    await page.getByRole("heading", { name: "Activity" }).waitFor();
    expect(await placesOf(links)).toEqual(before);
  });

  it("marks the tab that a key’s page belongs to", async () => {
    const page = await settings.openAs(agency, keyPage("Staging"));
    const keys = frameOf(page).getByRole("link", { name: "Keys" });
    expect(await keys.getAttribute("aria-current")).toBe("true");
    await page.getByRole("link", { name: "API keys" }).click();
    expect(await keys.getAttribute("aria-current")).toBe("page");
  });

  it("shows numbers in one form, one below the other", async () => {
    const page = await settings.openAs(agency);
    const row = page.getByRole("row", { name: /Production server/ });
    expect(await row.locator("[data-label='Last 30 days']").textContent()).toMatch(/^\d{3},\d{3}$/);
    const rights = await page
      .locator(".spark-total")
      .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().right)));
    expect(new Set(rights).size).toBe(1);
    for (const column of ["Limit", "Last 30 days"]) {
      const header = page.getByRole("columnheader", { name: column });
      expect(await styleOf(header, "text-align")).toBe("end");
      expect(await styleOf(row.locator(`[data-label='${column}']`), "text-align")).toBe("end");
    }
    expect(await page.getByText(/\d[KM]\b/).count()).toBe(0);
  });

  it("has no form to fill in an account that may have no more keys", async () => {
    const { latchkey } = settings;
    const room = (cap: number) =>
      manage(latchkey, "PUT", `/accounts/${free.accountId}`, { max_active_keys: cap });
    await newKeyOf(latchkey, free.accountId, { name: "The only one" });
    await room(1);
    const page = await settings.openAs(free);
    await page.getByRole("button", { name: "Create key" }).click();
    const dialog = page.getByRole("dialog", { name: "Create key" });
    await dialog.getByText("Your account has reached its limit of 1 key.").waitFor();
    expect(await dialog.getByRole("textbox").count()).toBe(0);
    await checkView(page, "dialog-create-no-room");
    await page.keyboard.press("Escape");
    // Room that there is by now is found by opening the dialog.
    await room(2);
    await page.getByRole("button", { name: "Create key" }).click();
    await dialog.getByLabel("Name").waitFor();
  });

  it("lets arrow keys go through a menu", async () => {
    const page = await settings.openAs(agency);
    const expectFocus = (name: string) =>
      eventually(async () => expect(await focused(page)).toBe(name));
    await page.getByRole("button", { name: "Actions for Staging" }).focus();
    for (const [key, entry] of [
      ["ArrowDown", "Rotate"],
      ["ArrowDown", "Edit"],
      ["ArrowUp", "Rotate"],
      ["ArrowUp", "Revoke"],
      ["ArrowDown", "Rotate"],
      ["End", "Revoke"],
      ["Home", "Rotate"],
    ] as const) {
      await page.keyboard.press(key);
      await expectFocus(entry);
    }
    await page.keyboard.press("Escape");
    await expectFocus("Actions for Staging");
  });

  it.each([
    ["list", ""],
    ["key", "Mobile app backend"],
    ["activity", "activity"],
  ])("has targets of 44 px for fingers: %s", async (state, part) => {
    const path = ids.has(part) ? keyPage(part) : `${pagePath}/${part}`;
    const page = await settings.openAs(agency, path.replace(/\/$/, ""), {
      viewport: narrow,
      hasTouch: true,
    });
    await page.getByRole("heading", { level: 1 }).waitFor();
    if (state === "list") {
      await page.getByRole("button", { name: "Actions for Production server" }).click();
    }
    expect(await smallTargets(page)).toEqual([]);
    expect(await overflowing(page)).toEqual([]);
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousFindings(page)).toEqual([]);
      await takePicture(page, `touch-${state}.${colorScheme}`);
    }
    if (state !== "key") return;
    for (const action of ["Edit", "Rotate"]) {
      await page.getByRole("button", { name: action, exact: true }).click();
      await page.getByRole("dialog").waitFor();
      expect(await smallTargets(page)).toEqual([]);
      await page.keyboard.press("Escape");
    }
  });

  it("prints what there is to read, and nothing to click", async () => {
    const page = await settings.openAs(agency);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.getByRole("button").filter({ visible: true }).count()).toBe(0);
    expect(await frameOf(page).isVisible()).toBe(false);
    expect(await page.getByRole("row", { name: /Production server/ }).isVisible()).toBe(true);
    expect(await styleOf(page.locator("h1"), "color")).toBe("rgb(20, 23, 28)");
    await takePicture(page, "print-list");
  });

  it("shows most keys in at most 125 px of a phone, and those with three badges in 150", async () => {
    const page = await settings.openAs(agency, undefined, { viewport: narrow });
    const heights = await page
      .locator("tbody tr")
      .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
    expect(heights.length).toBe(6);
    expect(heights.sort((one, other) => one - other)[3]).toBeLessThanOrEqual(125);
    expect(heights.at(-1)).toBeLessThanOrEqual(150);
  });

  it("is told apart from what is not there, in the look of the documentation", async () => {
    const page = await settings.open();
    await page.goto(settings.url("/docs/no-such-page"));
    await page.getByRole("heading", { name: "Not found" }).waitFor();
    expect(await styleOf(page.locator("body"), "font-family")).toMatch(/^system-ui/);
    await checkView(page, "docs-not-found");
  });
});

/** Clickable elements less than 44 px high, links within sentences aside. */
async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`
    [...document.querySelectorAll("a, button, select, input, textarea, summary")]
      .map((one) => one.closest("label.choice, label.check") ?? one)
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(".skip"))
      .filter((one) => !(one.matches("a") && getComputedStyle(one).display === "inline"))
      .filter((one) => !document.querySelector("dialog[open]") || one.closest("dialog"))
      .filter((one) => one.getBoundingClientRect().height < 44)
      .map((one) => one.localName + " " + (one.textContent || one.ariaLabel))`);
}
