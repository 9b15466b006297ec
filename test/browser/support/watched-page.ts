import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

export const wide: Viewport = { width: 1280, height: 860 };
export const narrow: Viewport = { width: 320, height: 700 };

export interface PageOptions {
  readonly viewport?: Viewport;
  readonly colorScheme?: "light" | "dark";
  /** Pixels of a picture for one of the page. */
  readonly scale?: number;
  readonly javaScriptEnabled?: boolean;
  /** Whether a finger points, not a mouse. */
  readonly hasTouch?: boolean;
  /** Cookies to begin with, as another context had them. */
  readonly storageState?: BrowserContextOptions["storageState"];
  /** What else the console may say, where a test takes the network away. */
  readonly tolerated?: RegExp;
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
const nothing = /^\b$/;

/** For what a page waits for. A machine may be busy; only what never comes is waited for so long. */
const patienceMs = 100_000;

export async function openPage(browser: Browser, options: PageOptions = {}): Promise<WatchedPage> {
  const {
    viewport = wide,
    colorScheme = "light",
    javaScriptEnabled = true,
    hasTouch = false,
  } = options;
  const { storageState, tolerated = nothing, scale = 1 } = options;
  const context = await browser.newContext({
    viewport,
    colorScheme,
    deviceScaleFactor: scale,
    javaScriptEnabled,
    hasTouch,
    isMobile: hasTouch,
    ...(storageState === undefined ? {} : { storageState }),
    // Animations would make screenshots differ from run to run; so would the machine's settings.
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "Europe/Paris",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(patienceMs);
  const faults: string[] = [];
  // Of all pages of the context: a link may open another one.
  context.on("weberror", (error) => faults.push(`uncaught: ${error.error().message}`));
  // Chromium reports a violation of the policy here as well, whoever caused it.
  context.on("console", (message) => {
    const text = message.text();
    if (message.type() !== "error" || refusedResource.test(text) || tolerated.test(text)) return;
    faults.push(`console: ${text}`);
  });
  return { page: await context.newPage(), context, faults, close: () => context.close() };
}
