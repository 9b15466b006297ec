import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, it } from "@jest/globals";
import { layoutShifts, loadedFiles } from "./support/loading.ts";
import { setScene } from "./support/scene.ts";
import {
  agency,
  describeSettingsPage,
  fillSignInForm,
  free,
  pagePath,
} from "./support/settings-page.ts";
import { narrow, wide } from "./support/watched-page.ts";

/* Reach: a local run, through a browser. What is counted is what came over the wire. */

const api = "**/api/manage/v1/**";
const assetsPath = /^\/assets\//;

describeSettingsPage("the page", (settings) => {
  beforeAll(async () => {
    await setScene(settings.latchkey, agency.accountId);
  });

  it("is at most 46 KB of script, 12 KB of styles and 2 KB of document, compressed", async () => {
    const page = await settings.openAs(agency);
    const files = await loadedFiles(page);
    const sizeOf = (path: RegExp) =>
      files
        .filter((file) => path.test(file.path))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
    const sizes = {
      script: sizeOf(/\.js$/),
      styles: sizeOf(/\.css$/),
      document: sizeOf(/\/api-keys$/),
    };
    for (const [kind, size] of Object.entries(sizes))
      expect([kind, size > 0]).toEqual([kind, true]);
    expect(sizes.script).toBeLessThanOrEqual(47_104);
    expect(sizes.styles).toBeLessThanOrEqual(12_000);
    expect(sizes.document).toBeLessThanOrEqual(2_000);
    // Compressed indeed, or the budget would be another one.
    const compressed = files.filter(({ path }) => /\.(js|css)$|\/keys$/.test(path));
    expect(compressed).toHaveLength(4);
    for (const file of compressed) {
      expect(file.encodedBodySize).toBeLessThan(file.decodedBodySize / 2);
    }
  });

  it("has an icon that its policy lets be shown, which the headless shell does not fetch by itself", async () => {
    const page = await settings.openAs(agency);
    const width = await page.evaluate<number>(`(async () => {
      const image = new Image();
      image.src = document.querySelector("link[rel=icon]").href;
      await image.decode();
      return image.naturalWidth;
    })()`);
    expect(width).toBeGreaterThan(0);
  });

  it("shows the list after three requests to the API, and little else", async () => {
    const page = await settings.open();
    await page.goto(settings.url());
    await page.getByLabel("Password", { exact: true }).waitFor();
    const requests: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      requests.push(`${request.method()} ${pathname}`);
    });
    await fillSignInForm(page, agency.email, settings.signIn.password);
    await page.getByRole("link", { name: "Production server" }).waitFor();
    const account = `/api/manage/v1/accounts/${agency.accountId}`;
    expect(requests.filter((one) => one.includes("/api/manage/")).sort()).toEqual([
      `GET ${account}`,
      `GET ${account}/keys`,
      "GET /api/manage/v1/me",
    ]);
    // The form, back to the page, its four files, the token.
    expect(requests.length).toBeLessThanOrEqual(15);
    expect(requests.filter((one) => one.includes("/.well-known/"))).toEqual([]);
  });

  it("asks for the keys while it learns who calls, since each round trip counts", async () => {
    const page = await settings.openAs(agency);
    const keys = page.waitForRequest((request) => request.url().includes("/keys?"));
    await page.route("**/api/manage/v1/me", async (route) => {
      await keys;
      await route.continue();
    });
    await page.reload();
    await page.getByRole("link", { name: "Production server" }).waitFor();
  });

  it("does not load its own script before somebody has signed in", async () => {
    const page = await settings.open();
    const gate = page.waitForRequest((request) => request.url().includes("/oauth2/authorize"));
    await page.route(/\/assets\/page-[^/]*\.js$/, async (route) => {
      await gate;
      await route.continue();
    });
    await page.goto(settings.url());
    await page.getByLabel("Password", { exact: true }).waitFor();
  });

  it("gets its files from the browser the second time, but asks for the document", async () => {
    const page = await settings.openAs(agency);
    const again = await page.context().newPage();
    await again.goto(settings.url());
    await again.getByRole("link", { name: "Production server" }).waitFor();
    const files = await loadedFiles(again);
    const assets = files.filter(({ path }) => assetsPath.test(path));
    expect(assets.length).toBeGreaterThanOrEqual(2);
    expect(assets.filter(({ transferSize }) => transferSize > 0)).toEqual([]);
    for (const { path } of assets) {
      const { headers } = await fetch(settings.url(path));
      expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    }
    const { headers } = await fetch(settings.url());
    expect(headers.get("cache-control")).not.toContain("immutable");
  });

  it.each([
    ["a list", agency, wide],
    ["a list at 320 px", agency, narrow],
    ["no key, and a notice", free, wide],
    ["no key, and a notice at 320 px", free, narrow],
  ])(
    "moves nothing by itself until it shows %s, however slow the answers",
    async (_what, someone, viewport) => {
      const page = await settings.openAs(someone, undefined, { viewport });
      await page.route(api, async (route) => {
        await pause(route.request().url().includes("/keys") ? 600 : 300);
        await route.continue();
      });
      for (const path of [pagePath, `${pagePath}/activity`, `${pagePath}/usage`]) {
        await page.goto(settings.url(path));
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
        expect([path, await layoutShifts(page)]).toEqual([path, []]);
      }
    },
  );
});
