/**
 * Reach: the built documentation in Chromium, from a server on 127.0.0.1 that sends the site's
 * policy. Whatever breaks the policy, and every error on the console, is a fault.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { allPages } from "../../web/build/docs/navigation.ts";
import { buildDocs } from "../../web/build/docs.ts";
import { contractConfig } from "../support/contract-config.ts";
import { seriousFindings } from "./support/accessibility.ts";
import { takePicture } from "./support/check-view.ts";
import { describeInBrowser } from "./support/describe-in-browser.ts";
import { type DocsServer, serveDocs } from "./support/docs-server.ts";
import { narrow, openPage, type PageOptions, wide } from "./support/watched-page.ts";

const built = await buildDocs(contractConfig);

describeInBrowser("the documentation", (browser) => {
  let server: DocsServer;

  beforeAll(async () => {
    server = await serveDocs([...built.assets, ...built.pages, ...built.texts]);
  });
  afterAll(() => server.stop());

  /** Looks at a page, which must not have done what no page of ours may do. */
  async function visit(path: string, options: PageOptions, look: (page: Page) => Promise<void>) {
    const { page, faults, close } = await openPage(browser(), options);
    try {
      await page.goto(server.url + path);
      await look(page);
      expect(faults).toEqual([]);
    } finally {
      await close();
    }
  }

  const paths = allPages.map(({ path }) => path);

  it.each(paths)("stays still, and is for everyone on every screen: %s", async (path) => {
    await visit(path, {}, async (page) => {
      expect(await layoutShift(page)).toBe(0);
      expect(await seriousFindings(page)).toEqual([]);
      const name = path.slice(1).replaceAll("/", "-");
      await takePicture(page, `${name}.light.${wide.width}`);
      await page.emulateMedia({ colorScheme: "dark" });
      await page.setViewportSize(narrow);
      expect(await seriousFindings(page)).toEqual([]);
      await takePicture(page, `${name}.dark.${narrow.width}`);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(narrow.width);
    });
  });

  describe("without script", () => {
    it("shows all four languages, the list of pages, and no buttons", async () => {
      const options = { javaScriptEnabled: false, viewport: narrow };
      await visit("/docs", options, async (page) => {
        expect(await visiblePanels(page)).toEqual(["bash", "javascript", "python", "go"]);
        expect(await page.getByRole("navigation", { name: "Pages" }).isVisible()).toBe(true);
        expect(await page.getByRole("button").count()).toBe(0);
        expect(await page.getByText("https://keys.example.com").count()).toBeGreaterThan(1);
      });
    });
  });

  describe("the languages", () => {
    it("are tabs of which the chosen one is shown, here and on the next page", async () => {
      await visit("/docs", {}, async (page) => {
        expect(await visiblePanels(page)).toEqual(["bash"]);
        await page.getByRole("tab", { name: "Python" }).click();
        expect(await visiblePanels(page)).toEqual(["python"]);
        expect(await page.getByRole("tabpanel", { name: "Python" }).isVisible()).toBe(true);
        await page.goto(`${server.url}/docs/rate-limits`);
        expect(await visiblePanels(page)).toEqual(["python"]);
        expect(await storedNames(page)).toEqual(["latchkey-docs-language"]);
      });
    });

    it("can be chosen by keyboard", async () => {
      await visit("/docs", {}, async (page) => {
        await page.getByRole("tab", { name: "cURL" }).focus();
        for (const [key, name] of [
          ["ArrowRight", "JavaScript"],
          ["End", "Go"],
          ["ArrowRight", "cURL"],
          ["ArrowLeft", "Go"],
          ["Home", "cURL"],
        ] as const) {
          await page.keyboard.press(key);
          expect(await page.getByRole("tab", { selected: true }).allTextContents()).toEqual([name]);
          expect(await page.evaluate("document.activeElement.textContent")).toBe(name);
        }
      });
    });
  });

  describe("the theme", () => {
    const background = "getComputedStyle(document.body).backgroundColor";

    it("is the system's until the reader chooses one, which the next page has from the start", async () => {
      await visit("/docs", {}, async (page) => {
        const light = await page.evaluate(background);
        await page.getByLabel("Theme").selectOption("Dark");
        const dark = await page.evaluate(background);
        expect(dark).not.toBe(light);
        expect(await seriousFindings(page)).toEqual([]);
        await page.goto(`${server.url}/docs/errors`);
        expect(await page.evaluate(background)).toBe(dark);
        expect(await layoutShift(page)).toBe(0);
        await page.getByLabel("Theme").selectOption("System");
        expect(await page.evaluate(background)).toBe(light);
        expect(await storedNames(page)).toEqual([]);
        await page.emulateMedia({ colorScheme: "dark" });
        expect(await page.evaluate(background)).toBe(dark);
      });
    });
  });

  describe("the search", () => {
    it("leads from any page to what is looked for", async () => {
      await visit("/docs/models", {}, async (page) => {
        await page.getByRole("searchbox", { name: "Search the documentation" }).fill("retry-after");
        await page.keyboard.press("Enter");
        const results = page.locator(".results");
        await results.getByRole("link").first().waitFor();
        expect(await page.locator(".search-status").textContent()).toMatch(/^\d+ found$/);
        expect(await layoutShift(page)).toBe(0);
        expect(await seriousFindings(page)).toEqual([]);
        await takePicture(page, "docs-search-results.light");
        await page.setViewportSize(narrow);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(narrow.width);
        await results
          .getByRole("link", { name: /Rate limits/ })
          .first()
          .click();
        await page.waitForURL(/\/docs\/rate-limits/);
      });
    });

    it.each([
      ["rotat", /Rotate/],
      ["allow-list", /Allow list/],
      ["invalid key", /401 Invalid API key/],
      ["rate_limit_per_minute", /Rate limits|Account/],
    ])("finds %s while it is typed", async (words, title) => {
      await visit("/docs/search", {}, async (page) => {
        await page.getByRole("searchbox", { name: "Search for" }).fill(words);
        await page.locator(".results").getByRole("link", { name: title }).first().waitFor();
        expect(new URL(page.url()).searchParams.get("q")).toBe(words);
      });
    });

    it("says that it found nothing, and shows what is searched for as text", async () => {
      await visit("/docs/search?q=%3Cimg+src%3Dx%3E+zzzz", {}, async (page) => {
        await page.getByText("Nothing found for “<img src=x> zzzz”.").waitFor();
      });
    });

    it("is a list of all headings without script", async () => {
      await visit("/docs/search", { javaScriptEnabled: false }, async (page) => {
        await page.getByRole("link", { name: "Wait and try again" }).click();
        expect(page.url()).toBe(`${server.url}/docs/rate-limits#wait-and-try-again`);
      });
    });
  });

  describe("a call from the reference", () => {
    const key = "a-key-that-no-one-has";

    it("sends the key to this host, shows the response, and stores the key nowhere", async () => {
      await visit("/docs/api-reference/caller", {}, async (page) => {
        const sent: (string | undefined)[] = [];
        await page.route("**/api/v1/**", async (route) => {
          sent.push(route.request().headers().authorization, route.request().url());
          await route.fulfill({ status: 401, json: { error: "<b>Invalid API key</b>" } });
        });
        const form = page.locator("details.try", { has: page.getByLabel("cost") });
        await form.getByText("Try it").click();
        await form.getByLabel("API key").fill(key);
        await form.getByLabel("cost").fill("2");
        await form.getByRole("button", { name: "Send" }).click();
        await form.getByText("<b>Invalid API key</b>").waitFor();
        expect(sent).toEqual([`Bearer ${key}`, `${server.url}/api/v1/verify?cost=2`]);
        expect(await seriousFindings(page)).toEqual([]);
        await takePicture(page, "docs-try-it.light");
        expect(page.url()).not.toContain(key);
        expect(await page.evaluate("JSON.stringify([localStorage, sessionStorage])")).toBe(
          "[{},{}]",
        );
        expect(await page.evaluate("document.cookie")).toBe("");
        // Not in another page, nor in this one when the reader comes back.
        await page.goto(`${server.url}/docs`);
        await page.goBack();
        const fields = page.locator(".try-key");
        for (const field of await fields.all()) expect(await field.inputValue()).toBe("");
      });
    });

    it("is not offered without script", async () => {
      await visit("/docs/api-reference/models", { javaScriptEnabled: false }, async (page) => {
        expect(await page.getByText("Try it").isVisible()).toBe(false);
      });
    });
  });

  it("copies an example with the host that it is on", async () => {
    await visit("/docs", {}, async (page) => {
      await page.getByRole("button", { name: "Copy" }).first().click();
      await page.getByRole("button", { name: "Copied" }).waitFor();
      const copied = await page.evaluate("navigator.clipboard.readText()");
      expect(copied).toContain(`export LATCHKEY_URL=${server.url}\nread`);
      expect(await page.getByRole("status").textContent()).toBe("Copied");
    });
  });

  it("folds the list of pages away on narrow screens", async () => {
    await visit("/docs", { viewport: narrow }, async (page) => {
      const menu = page.getByRole("button", { name: "Menu" });
      const list = page.getByRole("navigation", { name: "Pages" });
      expect(await list.isVisible()).toBe(false);
      await menu.click();
      expect(await list.isVisible()).toBe(true);
      await page.keyboard.press("Escape");
      expect(await list.isVisible()).toBe(false);
      expect(await menu.getAttribute("aria-expanded")).toBe("false");
    });
  });

  it("begins with a link past the navigation", async () => {
    await visit("/docs/errors", {}, async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      expect(await page.evaluate("document.activeElement?.id")).toBe("content");
    });
  });
});

/** How far things moved since the page was begun; what moves later is not waited for. */
function layoutShift(page: Page): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
  })`);
}

function visiblePanels(page: Page): Promise<string[]> {
  return page.evaluate(
    `[...document.querySelectorAll(".tabs .panel")]
      .filter((panel) => panel.checkVisibility())
      .map((panel) => panel.dataset.language)`,
  );
}

function storedNames(page: Page): Promise<string[]> {
  return page.evaluate("Object.keys(localStorage)");
}
