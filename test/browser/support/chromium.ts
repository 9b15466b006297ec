import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/**
 * Where Debian, Ubuntu, Fedora and macOS put it; `CHROMIUM` names another. Debian's headless shell is
 * the same engine without the browser around it: a page costs less than half of the processor's time.
 */
const places = [
  process.env.CHROMIUM ?? "",
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Undefined where this machine has none: tests in a browser are then skipped, but never in CI. */
export const chromiumPath = places.find((path) => path !== "" && existsSync(path));

/** @throws where there is no browser, and CI, which installs one, is where that must not happen */
export async function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error("no Chromium found: set CHROMIUM to its path");
  return chromium.launch({
    executablePath: chromiumPath,
    // Containers run as root, and give no user namespaces to a sandbox.
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"],
  });
}
