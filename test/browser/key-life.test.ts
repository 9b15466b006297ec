import { beforeEach, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { type CreatedKey, callModels, manage, newKeyOf } from "../gateway/support/operator.ts";
import { checkView } from "./support/check-view.ts";
import { eventually } from "./support/eventually.ts";
import { confirmStored, shownKey } from "./support/key-dialogs.ts";
import { agency, describeSettingsPage, pagePath } from "./support/settings-page.ts";

/* Reach: a local run, through a browser; keys are used as programs use them. */

describeSettingsPage("at a key's page", (settings) => {
  let key: CreatedKey;
  let page: Page;
  const use = async (secret: string) => (await callModels(settings.latchkey, secret)).status;
  const act = (action: string) =>
    page.getByRole("button", { name: action, exact: true }).first().click();
  const dialog = (title: string) => page.getByRole("dialog", { name: title });
  const reloaded = async () => {
    await page.reload();
    await page.getByRole("region", { name: "Details" }).waitFor();
  };

  beforeEach(async () => {
    key = await newKeyOf(settings.latchkey, agency.accountId, { name: "Subject" });
    page = await settings.openAs(agency, `${pagePath}/${key.id}`);
    await page.getByRole("heading", { name: "Subject" }).waitFor();
  });

  const rotate = async (choice: RegExp) => {
    if (!(await dialog("Rotate key").isVisible())) await act("Rotate");
    await dialog("Rotate key").getByRole("radio", { name: choice }).check();
    await dialog("Rotate key").getByRole("button", { name: "Rotate key" }).click();
    const secret = await shownKey(page);
    expect(secret.slice(0, 16)).toBe(key.key.slice(0, 16));
    expect(secret).not.toBe(key.key);
    return secret;
  };

  it("rotating with a grace keeps both secrets alive, and tells when the old one is used", async () => {
    const secret = await rotate(/^In 1 hour/);
    await page.getByText("The old secret works until").waitFor();
    await confirmStored(page);
    expect([await use(secret), await use(key.key)]).toEqual([200, 200]);
    const notice = page.locator("p").filter({ hasText: "Grace period." });
    await notice.waitFor();
    expect(await notice.textContent()).toMatch(
      /stops working in [\d:]+ \(\d+ \w+ \d{4}, \d\d:\d\d\)\.$/,
    );
    const countdown = page.getByRole("timer");
    expect(await countdown.textContent()).toMatch(/^(59:\d\d|1:00:00)$/);
    const first = await countdown.textContent();
    await eventually(async () => expect(await countdown.textContent()).not.toBe(first));
    await reloaded();
    await page.getByText("The old secret is still in use").waitFor();
    await page.getByText("In grace period").waitFor();
  });

  it("the old secret can be ended before its grace period does", async () => {
    const secret = await rotate(/^In 7 days/);
    await confirmStored(page);
    expect(await use(key.key)).toBe(200);
    await act("End the old secret now");
    const end = dialog("End the old secret");
    await end.getByText("The current secret works as before.").waitFor();
    await checkView(page, "dialog-end-old-secret");
    await end.getByRole("button", { name: "End the old secret" }).click();
    await page.getByRole("status").getByText("has only its current secret now.").waitFor();
    expect([await use(key.key), await use(secret)]).toEqual([401, 200]);
    expect(await page.getByText(/grace period/i).count()).toBe(0);
    await page.getByRole("link", { name: "Activity" }).click();
    await page.getByText("has only its current secret now").first().waitFor();
  });

  it("rotating with a grace, whose answer gets lost, is not done twice, and tells what would stop", async () => {
    await page.route("**/rotate", async (route) => {
      await route.fetch();
      await route.fulfill({ status: 503, json: { error: "Service temporarily unavailable" } });
    });
    await act("Rotate");
    const rotation = dialog("Rotate key");
    await rotation.getByRole("radio", { name: /^In 1 hour/ }).check();
    await rotation.getByRole("button", { name: "Rotate key" }).click();
    await rotation.getByText("The key may already have been rotated.").waitFor();
    expect(await rotation.getByRole("radio", { name: /^In 7 days/ }).isDisabled()).toBe(true);
    await page.unroute("**/rotate");
    await rotation.getByRole("button", { name: "Rotate key" }).click();
    const gone = dialog("The key cannot be shown");
    await gone.getByText("If you rotate again, it stops working immediately.").waitFor();
    expect(await use(key.key)).toBe(200);
    await gone.getByRole("button", { name: "Rotate key" }).click();
    await rotation.getByText("The old secret from the last rotation still works.").waitFor();
    await page.keyboard.press("Escape");
    expect(await use(key.key)).toBe(200);
  });

  it("rotating a key that is paused tells that its new secret is refused, too", async () => {
    await manage(settings.latchkey, "PATCH", `/accounts/demo/keys/${key.id}`, { is_active: false });
    await act("Rotate");
    await dialog("Rotate key").getByText("This key is paused.").waitFor();
    expect(await use(await rotate(/^In 1 hour/))).toBe(401);
    await confirmStored(page);
    await page.getByText("Paused by an operator", { exact: true }).waitFor();
    expect(await page.getByText(/grace period/i).count()).toBe(0);
  });

  it("a key revoked elsewhere meanwhile is told to be so, in the dialog and behind it", async () => {
    await act("Edit");
    const edit = dialog("Edit key");
    await edit.getByLabel("Name").fill("Too late");
    await manage(settings.latchkey, "DELETE", `/accounts/demo/keys/${key.id}`);
    await edit.getByRole("button", { name: "Save changes" }).click();
    await edit.getByRole("alert").getByText("API key is revoked.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Revoked", { exact: true }).first().waitFor();
    expect(await page.getByRole("button", { name: "Rotate" }).count()).toBe(0);
  });

  it("rotating at once ends the old secret with the answer", async () => {
    const secret = await rotate(/^Now/);
    expect([await use(key.key), await use(secret)]).toEqual([401, 200]);
    await confirmStored(page);
    expect(await page.getByText(/grace period/i).count()).toBe(0);
  });

  it("pausing refuses the next request, resuming admits the one after", async () => {
    await act("Pause");
    await dialog("Pause key").getByRole("button", { name: "Pause key" }).click();
    await page.getByRole("status").getByText("paused").waitFor();
    expect(await use(key.key)).toBe(401);
    await page.getByText("Paused", { exact: true }).waitFor();
    await act("Resume");
    await page.getByRole("status").getByText("resumed").waitFor();
    expect(await use(key.key)).toBe(200);
    await page.getByText("Active", { exact: true }).waitFor();
  });

  it("a key is renamed, and its limit and expiry are changed", async () => {
    await act("Edit");
    const edit = dialog("Edit key");
    await edit.getByLabel("Name").fill("Another name");
    await edit.getByLabel("Requests per minute").fill("2");
    await edit.getByLabel("Expires").selectOption("In 90 days");
    await edit.getByRole("button", { name: "Save changes" }).click();
    await edit.waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "Another name" }).waitFor();
    await page.getByText("2 requests per minute").waitFor();
    expect([await use(key.key), await use(key.key), await use(key.key)]).toEqual([200, 200, 429]);
    const { json } = await manage(settings.latchkey, "GET", `/accounts/demo/keys/${key.id}`);
    expect(json).toMatchObject({ name: "Another name", rate_limit_per_minute: 2 });
    const days = (Date.parse(json.expires_at) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(90);
    await reloaded();
    await page.getByRole("heading", { name: "Another name" }).waitFor();
  });

  it("a note and the environment are changed, and an emptied note is removed", async () => {
    const path = `/accounts/demo/keys/${key.id}`;
    await manage(settings.latchkey, "PATCH", path, {
      metadata: { team: "billing", ["x".repeat(40)]: "y".repeat(200) },
      note: "z".repeat(500),
    });
    await reloaded();
    const details = page.getByRole("region", { name: "Details" });
    const metadata = page.getByRole("region", { name: "Metadata" });
    expect(await metadata.textContent()).toMatch(/team.*billing/);
    await checkView(page, "key-note-metadata");
    expect(await details.textContent()).toMatch(/Created by\s*Operator/);
    const edit = dialog("Edit key");
    const save = async (note: string, environment: string) => {
      await act("Edit");
      await edit.getByLabel("Note").fill(note);
      await edit.getByLabel("Environment").selectOption(environment);
      const sent = page.waitForRequest((request) => request.method() === "PATCH");
      await edit.getByRole("button", { name: "Save changes" }).click();
      await edit.waitFor({ state: "detached" });
      return (await sent).postDataJSON();
    };
    const note = "Nightly job\nof billing";
    expect(await save(note, "Staging")).toEqual({ note, environment: "staging" });
    await details.getByText("Nightly job").waitFor();
    await details.getByText("Staging", { exact: true }).waitFor();
    expect((await manage(settings.latchkey, "GET", path)).json).toMatchObject({
      note,
      environment: "staging",
    });
    expect(await save("", "Staging")).toEqual({ note: null });
    await details.getByText("Nightly job").waitFor({ state: "detached" });
    expect((await manage(settings.latchkey, "GET", path)).json.note).toBeNull();
  });

  it("a limit over the plan's is refused beside its field, by the page and by the API", async () => {
    await act("Edit");
    const edit = dialog("Edit key");
    await edit.getByLabel("Requests per minute").fill("61");
    await edit.getByRole("button", { name: "Save changes" }).click();
    await edit.getByText("Must be a whole number from 1 to 60.").waitFor();
    // The plan changes behind the page's back: the API's word counts, and is told at the same place.
    await manage(settings.latchkey, "PUT", "/accounts/demo", { plan: "pro" });
    await edit.getByLabel("Requests per minute").fill("45");
    await edit.getByRole("button", { name: "Save changes" }).click();
    await edit.getByText(/Must be an integer from 1 to 30 on plan pro/).waitFor();
    await manage(settings.latchkey, "PUT", "/accounts/demo", { plan: "agency" });
    await edit.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("45 requests per minute").waitFor();
  });

  it("every dialog tells the key from others with its name", async () => {
    const { id, key: other } = await newKeyOf(settings.latchkey, agency.accountId, {
      name: "Subject",
      environment: "staging",
    });
    await page.goto(settings.url(`${pagePath}/${id}`));
    for (const action of ["Rotate", "Edit", "Pause", "Revoke"]) {
      await act(action);
      const shown = dialog(`${action} key`);
      await shown
        .getByText(/^sk_live_\w{8} · Staging · created \d+ \w+ 2\d{3}, \d\d:\d\d$/)
        .waitFor();
      await shown.getByText(other.slice(0, 16)).first().waitFor();
      if (action !== "Revoke") await page.keyboard.press("Escape");
    }
    await dialog("Revoke key")
      .getByLabel(/to confirm$/)
      .fill("Subject");
    expect(
      await dialog("Revoke key").getByRole("button", { name: "Revoke key" }).isDisabled(),
    ).toBe(true);
    await page.keyboard.press("Escape");
    await act("Rotate");
    await dialog("Rotate key").getByRole("button", { name: "Rotate key" }).click();
    await shownKey(page);
    await page
      .getByRole("dialog")
      .getByText(/^sk_live_\w{8} · Staging · created/)
      .waitFor();
  });

  it("revoking asks for the prefix, tells of the usage, and refuses the next request", async () => {
    expect([await use(key.key), await use(key.key)]).toEqual([200, 200]);
    await reloaded();
    await act("Revoke");
    const revoke = dialog("Revoke key");
    await revoke.getByText("It made 2 requests today and yesterday (UTC)").waitFor();
    const yes = revoke.getByRole("button", { name: "Revoke key" });
    const prefix = key.key.slice(0, 16);
    const name = revoke.getByLabel(`Type ${prefix} to confirm`);
    for (const [typed, isDisabled] of [
      ["", true],
      ["Subject", true],
      [prefix.slice(0, -1), true],
      [prefix.toUpperCase(), true],
      [` ${prefix} `, false],
    ] as const) {
      await name.fill(typed);
      expect([typed, await yes.isDisabled()]).toEqual([typed, isDisabled]);
    }
    await yes.click();
    await page.getByRole("status").getByText("revoked").waitFor();
    expect(await use(key.key)).toBe(401);
    await page.getByText("Revoked", { exact: true }).first().waitFor();
    expect(await page.getByRole("button", { name: "Rotate" }).count()).toBe(0);
  });

  it.each([-3, 3])(
    "states are told by the service's clock at once, on a computer that is %i days off",
    async (daysOff) => {
      const dayMs = 86_400_000;
      await manage(settings.latchkey, "PATCH", `/accounts/demo/keys/${key.id}`, {
        expires_at: new Date(Date.now() + 2 * dayMs).toISOString(),
      });
      await page.clock.setFixedTime(Date.now() + daysOff * dayMs);
      await page.goto(settings.url());
      const row = page.getByRole("row", { name: new RegExp(key.key.slice(0, 16)) });
      expect((await row.textContent()) ?? "").toMatch(/Active.*Expiring soon.*in 2 days/);
    },
  );

  it("what fails says so in the dialog, and works when it is tried again", async () => {
    await page.route("**/keys/*", (route) =>
      route.fulfill({ status: 503, json: { error: "Service temporarily unavailable" } }),
    );
    await act("Pause");
    const pause = dialog("Pause key");
    await pause.getByRole("button", { name: "Pause key" }).click();
    await pause.getByRole("alert").getByText("The key could not be paused.").waitFor();
    expect(await use(key.key)).toBe(200);
    await page.unroute("**/keys/*");
    await pause.getByRole("button", { name: "Pause key" }).click();
    await pause.waitFor({ state: "detached" });
    expect(await use(key.key)).toBe(401);
  });
});
