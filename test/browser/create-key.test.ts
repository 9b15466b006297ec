import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { callModels, manage } from "../gateway/support/operator.ts";
import { checkView } from "./support/check-view.ts";
import { eventually } from "./support/eventually.ts";
import { focused } from "./support/focus.ts";
import { confirmStored, createKey, shownKey, shownOnce } from "./support/key-dialogs.ts";
import { timesInMemory } from "./support/memory.ts";
import { agency, describeSettingsPage } from "./support/settings-page.ts";
import { traces } from "./support/traces.ts";
import { narrow } from "./support/watched-page.ts";

/* Reach: a local run, through a browser; one example is run as a shell does. */

const run = promisify(execFile);
const keyGrammar = /^sk_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}$/;

describeSettingsPage("creating a key", (settings) => {
  const clipboardOf = (page: Page) => page.evaluate<string>("navigator.clipboard.readText()");
  const keysOf = async () =>
    (await manage(settings.latchkey, "GET", "/accounts/demo/keys?limit=100")).json.data;

  it("makes the key that was asked for, which works at once", async () => {
    const page = await settings.openAs(agency);
    await page.getByRole("button", { name: "Create key", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Create key" });
    await dialog.getByLabel("Name").fill("  Reporting ");
    await dialog.getByLabel("Environment").selectOption("Staging");
    await dialog.getByLabel("Expires").selectOption("In 30 days");
    await dialog.getByLabel("Requests per minute").fill("7");
    await dialog.getByRole("button", { name: "Create key" }).click();
    const key = await shownKey(page);
    expect(key).toMatch(keyGrammar);
    const answer = await callModels(settings.latchkey, key);
    expect([answer.status, answer.headers.get("x-ratelimit-limit")]).toEqual([200, "7"]);
    const [made] = await keysOf();
    expect(made).toMatchObject({
      name: "Reporting",
      environment: "staging",
      rate_limit_per_minute: 7,
      key_prefix: key.slice(0, 16),
    });
    const seconds = (Date.parse(made.expires_at) - Date.parse(made.created_at)) / 1000;
    expect(Math.abs(seconds - 30 * 86_400)).toBeLessThan(60);
    await confirmStored(page);
    const row = page.getByRole("row", { name: /Reporting/ });
    for (const text of [key.slice(0, 16), "Staging", "Active", "7/min"]) {
      await row.getByText(text).waitFor();
    }
  });

  it("begins with the key where the rest has to be scrolled", async () => {
    const page = await settings.openAs(agency, undefined, { viewport: narrow });
    await createKey(page, "In view");
    // The last of what the dialog does once it is painted.
    await eventually(async () => {
      const leave = "dispatchEvent(new Event('beforeunload', { cancelable: true }))";
      expect(await page.evaluate<boolean>(leave)).toBe(false);
    });
    expect(await page.evaluate<number>("document.querySelector('dialog').scrollTop")).toBe(0);
    await confirmStored(page);
  });

  it("shows a key that is copied to the letter, and once more for a .env file", async () => {
    const page = await settings.openAs(agency);
    const key = await createKey(page, "Copied");
    const dialog = page.getByRole("dialog", { name: shownOnce });
    await dialog.getByRole("button", { name: "Copy key" }).click();
    await dialog.getByText("Copied", { exact: true }).first().waitFor();
    expect(await clipboardOf(page)).toBe(key);
    const panel = dialog.getByRole("tabpanel", { name: ".env" });
    await panel.getByRole("button", { name: "Copy line" }).click();
    await panel.getByText("Copied").waitFor();
    expect(await clipboardOf(page)).toBe(`LATCHKEY_API_KEY=${key}`);
  });

  it("has no key in its commands and examples, which read it from the environment", async () => {
    const page = await settings.openAs(agency);
    const key = await createKey(page, "Kept out of sources");
    const dialog = page.getByRole("dialog", { name: shownOnce });
    for (const [section, labels] of [
      ["Store it", ["Bash, Zsh", "fish", "PowerShell", "AWS", "Google Cloud", "GitHub"]],
      ["Use it", ["cURL", "JavaScript", "Python", "Go", "PowerShell"]],
    ] as const) {
      const region = dialog.getByRole("region", { name: section });
      for (const label of labels) {
        await region.getByRole("tab", { name: label }).click();
        const panel = region.getByRole("tabpanel", { name: label });
        const code = (await panel.getByRole("code").textContent()) ?? "";
        expect(code.toLowerCase()).toMatch(/latchkey[-_]api[-_]key/);
        expect([label, code.includes(key.slice(17))]).toEqual([label, false]);
        await panel.getByRole("button", { name: "Copy example" }).click();
        await panel.getByText("Copied").waitFor();
        expect(await clipboardOf(page)).toBe(code);
      }
    }
  });

  it("is stored and used by what a shell runs as it is", async () => {
    const page = await settings.openAs(agency);
    const key = await createKey(page, "Pasted");
    const dialog = page.getByRole("dialog", { name: shownOnce });
    const codeAt = async (label: string) => {
      await dialog.getByRole("tab", { name: label }).first().click();
      const panel = dialog.getByRole("tabpanel", { name: label });
      return (await panel.getByRole("code").textContent()) ?? "";
    };
    const store = await codeAt("Bash, Zsh");
    const uses = [
      `${(await codeAt("cURL")).replace(/^curl /, "curl -sS ")}`,
      `${process.execPath} --input-type=module --eval '${await codeAt("JavaScript")}'`,
    ];
    for (const use of uses) {
      const child = run("bash", ["-c", `${store}\n${use}`]);
      child.child.stdin?.end(`${key}\n`);
      expect((await child).stdout).toMatch(/^API key: \W+object\W+list/);
    }
  });

  it("can be checked, which shows what the API answers", async () => {
    const page = await settings.openAs(agency, undefined, { tolerated: /net::ERR_FAILED/ });
    const key = await createKey(page, "Checked");
    const section = page.getByRole("region", { name: "Check it" });
    await section.getByRole("button", { name: "Check this key" }).click();
    await section.getByText("The key works.").waitFor();
    const shown = (await section.getByRole("code").textContent()) ?? "";
    expect(shown).toMatch(/^GET \/api\/v1\/verify\nauthorization: Bearer sk_live_\w{8}_…\n/);
    expect(shown).toMatch(/HTTP 200\n[\s\S]*x-ratelimit-limit: 60\n[\s\S]*"plan": "agency"/);
    expect(shown).not.toContain(key.slice(17));
    await manage(settings.latchkey, "PUT", "/accounts/demo", { plan: "free" });
    await section.getByRole("button", { name: "Check this key" }).click();
    await section.getByText("The API refuses the key with status 403.").waitFor();
    await section.getByText(/Public API access requires/).waitFor();
    await manage(settings.latchkey, "PUT", "/accounts/demo", { plan: "agency" });
    await page.route("**/api/v1/verify", (route) => route.abort());
    await section.getByRole("button", { name: "Check this key" }).click();
    await section.getByRole("alert").getByText("The service could not be reached.").waitFor();
    await checkView(page, "dialog-key-checked");
  });

  it("does not lose the key to Escape, a click beside it or the back button", async () => {
    const page = await settings.openAs(agency, "/app/settings/api-keys/activity");
    await page.getByRole("link", { name: "Keys", exact: true }).click();
    const key = await createKey(page, "Kept");
    const dialog = page.getByRole("dialog", { name: shownOnce });
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.mouse.click(5, 5);
    await page.goBack();
    expect(await shownKey(page)).toBe(key);
    expect(await dialog.getByRole("button", { name: "Done" }).isDisabled()).toBe(true);
    expect(await dialog.getByRole("button", { name: "Close" }).count()).toBe(0);
    await confirmStored(page);
    await page.getByRole("heading", { name: "Activity" }).waitFor();
  });

  it("asks before the tab is left while the key is shown", async () => {
    const page = await settings.openAs(agency);
    const key = await createKey(page, "Unstored");
    const question = page.waitForEvent("dialog");
    await page.close({ runBeforeUnload: true });
    const dialog = await question;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    expect(await shownKey(page)).toBe(key);
  });

  it("leaves nothing of the key behind", async () => {
    const page = await settings.openAs(agency);
    const key = await createKey(page, "Forgotten");
    const secret = key.slice(17);
    expect(await traces(page, secret)).toEqual(["document"]);
    await confirmStored(page);
    expect(await traces(page, secret)).toEqual([]);
    await page.reload();
    await page.getByRole("row", { name: /Forgotten/ }).waitFor();
    expect(await traces(page, secret)).toEqual([]);
    await page.getByRole("link", { name: "Forgotten" }).click();
    await page.getByRole("heading", { name: "Forgotten" }).waitFor();
    expect(await traces(page, secret)).toEqual([]);
  });

  it("keeps nothing of the key in memory once it is stored", async () => {
    const page = await settings.openAs(agency);
    const key = await createKey(page, "Not remembered");
    const secret = key.slice(17);
    await page.getByRole("button", { name: "Check this key" }).click();
    await page.getByText("The key works.").waitFor();
    expect(await timesInMemory(page, secret)).toBeGreaterThan(0);
    await confirmStored(page);
    await eventually(async () => expect(await timesInMemory(page, secret)).toBe(0));
  });

  it("tells beside each field what the plan or the API does not allow", async () => {
    const page = await settings.openAs(agency);
    const before = (await keysOf()).length;
    await page.getByRole("button", { name: "Create key", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Create key" });
    await dialog.getByRole("button", { name: "Create key" }).click();
    await dialog.getByText("Enter a name.").waitFor();
    const name = dialog.getByLabel("Name");
    expect(await name.getAttribute("aria-invalid")).toBe("true");
    await eventually(async () => expect(await focused(page)).toBe("Name"));
    await name.fill("a".repeat(101));
    await dialog.getByText("Must be at most 100 characters; this has 101.").waitFor();
    await name.fill("Too fast");
    const limit = dialog.getByLabel("Requests per minute");
    for (const wrong of ["61", "1e", "0.5"]) {
      await limit.fill("60");
      await dialog.getByText("Must be a whole number from 1 to 60.").waitFor({ state: "hidden" });
      await limit.fill(wrong);
      await dialog.getByText("Must be a whole number from 1 to 60.").waitFor();
    }
    await dialog.getByRole("button", { name: "Create key" }).click();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await keysOf()).toHaveLength(before);
  });

  it("tells that the account has no room for another key, until it has", async () => {
    const page = await settings.openAs(agency);
    const room = (cap: number) =>
      manage(settings.latchkey, "PUT", "/accounts/demo", { plan: "agency", max_active_keys: cap });
    await room((await keysOf()).length);
    await page.getByRole("button", { name: "Create key", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Create key" });
    await dialog.getByLabel("Name").fill("One too many");
    await dialog.getByRole("button", { name: "Create key" }).click();
    await dialog.getByRole("alert").getByText("Active key limit reached.").waitFor();
    await dialog.getByText("Paused and expired keys count, revoked keys do not.").waitFor();
    await room(25);
    await dialog.getByRole("button", { name: "Create key" }).click();
    await shownKey(page);
  });

  it("makes one key of two attempts, when the first answer gets lost", async () => {
    const page = await settings.openAs(agency, undefined, { tolerated: /net::ERR_FAILED/ });
    const before = (await keysOf()).length;
    let attempts = 0;
    await page.route("**/keys", async (route) => {
      if (route.request().method() !== "POST" || ++attempts > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.getByRole("button", { name: "Create key", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Create key" });
    await dialog.getByLabel("Name").fill("Twice asked");
    await dialog.getByRole("button", { name: "Create key" }).click();
    await dialog.getByText("The service could not be reached.").waitFor();
    await dialog.getByRole("button", { name: "Create key" }).click();
    const gone = page.getByRole("dialog", { name: "The key cannot be shown" });
    await gone.getByRole("button", { name: "Rotate key" }).click();
    const rotate = page.getByRole("dialog", { name: "Rotate key" });
    await rotate.getByRole("radio", { name: /^Now/ }).check();
    await rotate.getByRole("button", { name: "Rotate key" }).click();
    const key = await shownKey(page);
    expect((await callModels(settings.latchkey, key)).status).toBe(200);
    expect(await keysOf()).toHaveLength(before + 1);
  });
});
