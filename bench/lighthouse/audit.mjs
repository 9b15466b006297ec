import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

/**
 * Loads pages one after another, each in a fresh profile as Lighthouse does.
 *
 * @param {readonly string[]} urls
 * @param {"mobile" | "desktop"} device
 * @param {string} chromePath
 * @returns each page's score by category, 0 to 100, and the ids of audits that cost points
 */
export async function audit(urls, device, chromePath) {
  const chrome = await launch({
    chromePath,
    // Containers run as root, and give no user namespaces to a sandbox.
    chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"],
    logLevel: "silent",
  });
  try {
    const results = [];
    for (const url of urls) {
      const options = { port: chrome.port, logLevel: "silent", output: "json" };
      const run = await lighthouse(url, options, device === "desktop" ? desktopConfig : undefined);
      if (!run) throw new Error(`Lighthouse has no result for ${url}`);
      results.push(pointsOf(url, run.lhr));
    }
    return results;
  } finally {
    await chrome.kill();
  }
}

function pointsOf(url, { categories, audits, runtimeError }) {
  if (runtimeError) throw new Error(`${url}: ${runtimeError.message}`);
  const scores = Object.fromEntries(
    Object.values(categories).map(({ title, score }) => [title, Math.round((score ?? 0) * 100)]),
  );
  const costly = Object.values(categories).flatMap(({ auditRefs }) =>
    auditRefs.flatMap(({ id, weight }) => {
      const score = audits[id]?.score;
      return weight > 0 && score !== null && score !== undefined && score < 0.9 ? [id] : [];
    }),
  );
  return { url, scores, costly };
}
