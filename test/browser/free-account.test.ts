import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";
import { callModels, manage, newKeyOf } from "../gateway/support/operator.ts";
import { checkView } from "./support/check-view.ts";
import { confirmStored, createKey } from "./support/key-dialogs.ts";
import { agency, describeSettingsPage, free, pagePath } from "./support/settings-page.ts";

/* Reach: a local run, through a browser. */

const message = "Public API access requires Agency, Master/Business, or Enterprise plan.";

describeSettingsPage("an account whose plan is not eligible", (settings) => {
  it("is told so, can create keys, and is let in when the plan changes", async () => {
    const page = await settings.openAs(free);
    await page.getByText(message, { exact: true }).waitFor();
    await page.getByRole("button", { name: "Create your first key" }).click();
    const create = page.getByRole("dialog", { name: "Create key" });
    await create.getByText(message).waitFor();
    await page.keyboard.press("Escape");
    const key = await createKey(page, "Prepared");
    await page.getByRole("dialog").getByText(message).waitFor();
    await confirmStored(page);
    const row = page.getByRole("row", { name: /Prepared/ });
    await row.getByText("No access on this plan").waitFor();
    expect(await row.getByText("Active").count()).toBe(0);
    const refused = await callModels(settings.latchkey, key);
    expect([refused.status, refused.json]).toEqual([403, { error: message }]);
    await page.getByRole("link", { name: "Prepared" }).click();
    await page.getByRole("heading", { name: "Prepared" }).waitFor();
    await page.getByText(message, { exact: true }).waitFor();
    await page.goBack();

    await manage(settings.latchkey, "PUT", `/accounts/${free.accountId}`, { plan: "business" });
    expect((await callModels(settings.latchkey, key)).status).toBe(200);
    await page.reload();
    await page.getByText("Business", { exact: true }).waitFor();
    await row.getByText("Active").waitFor();
    expect(await page.getByText(message).count()).toBe(0);
  });

  it("is offered to raise limits that are from before an upgrade", async () => {
    const { latchkey } = settings;
    const path = `/accounts/${free.accountId}`;
    await manage(latchkey, "PUT", path, { plan: "free" });
    await newKeyOf(latchkey, free.accountId, { name: "Slow by plan" });
    const slow = await newKeyOf(latchkey, free.accountId, {
      name: "Slow by choice",
      rate_limit_per_minute: 3,
    });
    await manage(latchkey, "PUT", path, { plan: "business" });
    const page = await settings.openAs(free);
    await page.getByText("2 keys have the limit of the plan before.").waitFor();
    await checkView(page, "list-raise");
    await page.getByRole("button", { name: "Raise limits" }).click();
    const raise = page.getByRole("dialog", { name: "Raise limits" });
    await raise.getByText("Slow by plan: 10 → 120").waitFor();
    expect(await raise.getByText("Slow by choice").count()).toBe(0);
    await checkView(page, "dialog-raise");
    // The second of two changes fails: a second try does not repeat the first.
    let changes = 0;
    await page.route("**/keys/*", async (route) => {
      changes += 1;
      if (changes !== 2) return route.continue();
      return route.fulfill({ status: 503, json: { error: "Service temporarily unavailable" } });
    });
    await raise.getByRole("button", { name: "Raise limits" }).click();
    await raise.getByText("1 of 2 keys raised.").waitFor();
    await raise.getByRole("button", { name: "Raise limits" }).click();
    await raise.waitFor({ state: "detached" });
    expect(changes).toBe(3);
    expect(await page.getByText("the limit of the plan before").count()).toBe(0);
    const limits = (await manage(latchkey, "GET", `${path}/keys`)).json.data;
    expect(
      limits.map((key: { rate_limit_per_minute: number }) => key.rate_limit_per_minute),
    ).toEqual([3, 120, 120]);

    await page.goto(settings.url(`${pagePath}/${slow.id}`));
    await page.getByText("The Business plan allows 120.").waitFor();
    await page.getByRole("button", { name: "Raise limit" }).click();
    await raise.getByRole("button", { name: "Raise limits" }).click();
    await page.getByText("120 requests per minute").waitFor();
    expect(await page.getByRole("button", { name: "Raise limit" }).count()).toBe(0);
  });

  it("is the only one that sees the notice", async () => {
    const page = await settings.openAs(agency);
    await page.getByText("Agency", { exact: true }).waitFor();
    expect(await page.getByText(message).count()).toBe(0);
  });

  it("is told to the letter what the API answers", async () => {
    await manage(settings.latchkey, "PUT", `/accounts/${free.accountId}`, { plan: "pro" });
    const page = await settings.openAs(free);
    const banner = page.getByRole("main").getByText(message, { exact: true });
    expect(await banner.textContent()).toBe(message);
  });
});

const acme = fileURLToPath(new URL("../support/acme.config.ts", import.meta.url));

describeSettingsPage(
  "an account whose plan is not eligible, where upgrades are sold",
  (settings) => {
    it("is led to them from the list, the dialogs and each key", async () => {
      const page = await settings.openAs(free);
      const links = () =>
        page
          .getByRole("link", { name: "Change your plan" })
          .evaluateAll((all) =>
            all.map((one) => [one.getAttribute("href"), one.getAttribute("target")]),
          );
      const link = ["https://acme.example/plans", "_blank"];
      expect(await links()).toEqual([link]);
      await page.getByRole("button", { name: "Create your first key" }).click();
      await page.getByRole("dialog").waitFor();
      expect(await links()).toEqual([link, link]);
      await page.keyboard.press("Escape");
      await createKey(page, "No use yet");
      await page.getByRole("dialog").getByText("Your plan has no API access.").waitFor();
      await checkView(page, "free-plan-key-shown-once");
      await confirmStored(page);
      await checkView(page, "free-plan-list");
      await page.getByRole("link", { name: /^No use yet/ }).click();
      await page.getByRole("heading", { name: "No use yet" }).waitFor();
      expect(await links()).toEqual([link]);
      await page.getByRole("button", { name: "Rotate" }).click();
      await page.getByRole("dialog").waitFor();
      expect(await links()).toEqual([link, link]);
    });

    it("sees the product's own logo and colours", async () => {
      const page = await settings.openAs(free);
      const logo = page.locator("img.brand-mark");
      expect(await logo.evaluate((image) => image.getBoundingClientRect().width)).toBe(24);
      expect(await page.locator("link[rel=icon]").getAttribute("href")).toBe(
        await logo.getAttribute("src"),
      );
      const color = () =>
        page.evaluate<string>(`getComputedStyle(document.querySelector(".lead > a")).color`);
      expect(await color()).toBe("rgb(11, 107, 79)");
      await page.emulateMedia({ colorScheme: "dark" });
      expect(await color()).toBe("rgb(95, 211, 168)");
      await checkView(page, "own-look");
      const { status, headers } = await fetch(settings.url((await logo.getAttribute("src")) ?? ""));
      expect([status, headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
      await page.goto(settings.url("/docs"));
      expect(
        await page.evaluate<string>(`getComputedStyle(document.querySelector("main p > a")).color`),
      ).toMatch(/^rgb\((11, 107, 79|95, 211, 168)\)$/);
    });
  },
  acme,
);
