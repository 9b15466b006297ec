import type { Browser, BrowserContext, Page } from "playwright-core";

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

export const wide: Viewport = { width: 1280, height: 860 };
export const narrow: Viewport = { width: 320, height: 700 };

export interface PageOptions {
  readonly viewport?: Viewport;
  readonly colorScheme?: "light" | "dark";
  readonly javaScriptEnabled?: boolean;
}

/** A page in a context of its own, with whatever it did that no page of ours may do. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Violations of the content security policy, uncaught errors and console errors, in order. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** What the browser writes to the console for an answer that is no success, which tests ask for. */
const refusedResource = /^Failed to load resource: the server responded with a status of/;

export async function openPage(
  browser: Browser,
  { viewport = wide, colorScheme = "light", javaScriptEnabled = true }: PageOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport,
    colorScheme,
    javaScriptEnabled,
    // Animations would make screenshots differ from run to run.
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const faults: string[] = [];
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  // Chromium reports a violation of the policy here as well, whoever caused it.
  page.on("console", (message) => {
    if (message.type() === "error" && !refusedResource.test(message.text())) {
      faults.push(`console: ${message.text()}`);
    }
  });
  return { page, context, faults, close: () => context.close() };
}
