import { afterEach, expect, it, jest } from "@jest/globals";
import type { Page, Request } from "playwright-core";
import { newKeyOf } from "../gateway/support/operator.ts";
import { eventually } from "./support/eventually.ts";
import {
  agency,
  describeSettingsPage,
  fillSignInForm,
  frameOf,
  pagePath,
} from "./support/settings-page.ts";

/* Reach: a local run, through a browser. The provider runs in this process and goes by its clock. */

const api = "**/api/manage/v1/**";
const laterBy = (seconds: number) => {
  const now = Date.now();
  jest.spyOn(Date, "now").mockImplementation(() => now + seconds * 1000);
};

describeSettingsPage("a session", (settings) => {
  afterEach(() => {
    jest.restoreAllMocks();
  });
  const refreshed = (request: Request) =>
    request.url().endsWith("/oauth2/token") &&
    (request.postData() ?? "").includes("grant_type=refresh_token");

  it("is renewed before its token expires, without a navigation", async () => {
    const page = await settings.open();
    await page.clock.install();
    await page.goto(settings.url());
    await fillSignInForm(page, agency.email, settings.signIn.password);
    await frameOf(page).waitFor();
    const navigations = countNavigations(page);
    const renewal = page.waitForRequest(refreshed);
    await page.clock.fastForward("14:30");
    const before = (await (await renewal).response())?.status();
    expect(before).toBe(200);
    await frameOf(page).getByRole("link", { name: "Activity" }).click();
    await page.getByRole("list", { name: "Activity" }).waitFor();
    expect(navigations()).toBe(0);
  });

  it("whose token the API refuses is renewed in mid-use, once for all who ask", async () => {
    await newKeyOf(settings.latchkey, agency.accountId);
    const page = await settings.openAs(agency);
    const renewals: string[] = [];
    page.on("request", (request) => refreshed(request) && renewals.push(request.url()));
    const refusedTokens = new Set<string>();
    let first: string | undefined;
    await page.route(api, (route) => {
      const token = route.request().headers().authorization ?? "";
      first ??= token;
      if (token !== first) return route.continue();
      refusedTokens.add(token);
      return route.fulfill({ status: 401, json: { error: "Invalid credentials" } });
    });
    const navigations = countNavigations(page);
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByRole("status").getByText("Up to date.").waitFor();
    expect([refusedTokens.size, renewals.length, navigations()]).toEqual([1, 1, 0]);
  });

  it("that is over leads through a sign-in and back", async () => {
    const page = await settings.openAs(agency);
    // Beyond the twelve hours of the refresh token, and the hour of the issuer's session.
    laterBy(12 * 3600 + 60);
    await page.route(api, (route) =>
      route.fulfill({ status: 401, json: { error: "Invalid credentials" } }),
    );
    await frameOf(page).getByRole("link", { name: "Activity" }).click();
    await page.getByLabel("Password").waitFor();
    jest.restoreAllMocks();
    await page.unroute(api);
    await fillSignInForm(page, agency.email, settings.signIn.password);
    await page.getByRole("list", { name: "Activity" }).waitFor();
    expect(page.url()).toBe(settings.url(`${pagePath}/activity`));
  });

  it("that the API never accepts ends in words, not in a circle", async () => {
    const page = await settings.openAs(agency);
    await page.route(api, (route) =>
      route.fulfill({ status: 401, json: { error: "Invalid credentials" } }),
    );
    await page.reload();
    await page.getByText("The service does not accept your sign-in.").waitFor();
    await page.unroute(api);
    await page.getByRole("button", { name: "Try again" }).click();
    await frameOf(page).waitFor();
  });

  it("that is ended stays so, and the next sign-in asks for the password", async () => {
    const page = await settings.openAs(agency);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Signed out" }).waitFor();
    expect(await page.title()).toBe("Signed out · Latchkey");
    expect(page.url()).toBe(settings.url());
    await page.reload();
    await page.getByRole("heading", { name: "Signed out" }).waitFor();
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Password").waitFor();
    const another = await page.context().newPage();
    await another.goto(settings.url());
    await another.getByLabel("Password").waitFor();
  });

  it("revokes its refresh token when it is ended", async () => {
    const page = await settings.openAs(agency);
    const revocation = page.waitForRequest((request) => request.url().endsWith("/oauth2/revoke"));
    await page.getByRole("button", { name: "Sign out" }).click();
    expect((await (await revocation).response())?.status()).toBe(200);
  });

  it("leaves its tokens in no storage, address or history", async () => {
    const tokens: string[] = [];
    const page = await settings.open();
    page.on("response", async (response) => {
      if (!response.url().endsWith("/oauth2/token")) return;
      const { access_token, id_token, refresh_token } = await response.json();
      tokens.push(access_token, id_token, refresh_token);
    });
    await page.goto(settings.url());
    await fillSignInForm(page, agency.email, settings.signIn.password);
    await frameOf(page).waitFor();
    await eventually(async () => expect(tokens).toHaveLength(3));
    const kept = await page.evaluate<string>(
      `JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href,
        window.name, document.cookie, document.documentElement.outerHTML])`,
    );
    const cookies = JSON.stringify(await page.context().cookies());
    expect(tokens.filter((token) => kept.includes(token) || cookies.includes(token))).toEqual([]);
    expect(await page.evaluate("[localStorage.length, sessionStorage.length]")).toEqual([0, 0]);
  });
});

describeSettingsPage("where something is out of reach, the page", (settings) => {
  it.each([
    ["the API answers 503", 503, "The service is temporarily unavailable. Try again in a moment."],
    ["the API has enough", 429, "Too many requests. Try again in a moment."],
  ])("says so when %s, and tries again on request", async (_what, status, words) => {
    await newKeyOf(settings.latchkey, agency.accountId, { name: "Back again" });
    const page = await settings.openAs(agency);
    await page.route(api, (route) => route.fulfill({ status, json: { error: "not shown" } }));
    await page.reload();
    await page.getByRole("alert").getByText(words).waitFor();
    expect(await page.content()).not.toContain("not shown");
    await page.unroute(api);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Back again").first().waitFor();
  });

  it("says so when the network is gone, and goes on when it is back", async () => {
    const page = await settings.openAs(agency, undefined, { tolerated: /net::ERR_/ });
    await page.context().setOffline(true);
    await frameOf(page).getByRole("link", { name: "Activity" }).click();
    await page.getByRole("alert").getByText("The service could not be reached.").waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("list", { name: "Activity" }).waitFor();
  });

  it("says so when an answer is not what it should be", async () => {
    const page = await settings.openAs(agency);
    await page.route(api, (route) => route.fulfill({ status: 200, body: "<html>" }));
    await page.reload();
    await page
      .getByRole("alert")
      .getByText("The service returned an unexpected response.")
      .waitFor();
  });

  it("says so when a sign-in gets no tokens, and tries again on request", async () => {
    const page = await settings.openAs(agency, undefined, { tolerated: /net::ERR_FAILED/ });
    const tokens = `${settings.signIn.issuer}/oauth2/token`;
    await page.route(tokens, (route) => route.abort());
    await page.reload();
    await page.getByText("Sign-in could not be completed.").waitFor();
    expect(page.url()).toBe(settings.url());
    await page.unroute(tokens);
    await page.getByRole("button", { name: "Try again" }).click();
    await frameOf(page).waitFor();
  });

  it("says so when the sign-in was refused, without what the address says", async () => {
    const page = await settings.open();
    const query = "error=access_denied&error_description=%3Cb%3Eattack%3C%2Fb%3E&state=unknown";
    await page.goto(settings.url(`${pagePath}?${query}`));
    await page.getByRole("heading", { name: "You are not signed in" }).waitFor();
    expect(await page.content()).not.toContain("attack");
    expect(page.url()).toBe(settings.url());
  });
});

/** Loads of a document from now on; moves within the page are none. */
function countNavigations(page: Page): () => number {
  let loads = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest()) loads++;
  });
  return () => loads;
}
