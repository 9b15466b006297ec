import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { startLocal } from "../../local/start.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { type Figure, latchkey } from "../harness/figure.ts";

const room = fileURLToPath(new URL(".", import.meta.url));
/** A page of text, the longest one of text, one of the reference, and the search. */
const paths = ["/docs", "/docs/rate-limits", "/docs/api-reference/caller", "/docs/search?q=retry"];
const devices = ["mobile", "desktop"] as const;

const auditor = z.object({
  audit: z.custom<(urls: string[], device: string, chromePath: string) => Promise<unknown>>(
    (value) => typeof value === "function",
  ),
});
const results = z.array(
  z.object({
    url: z.string(),
    scores: z.record(z.string(), z.number()),
    costly: z.array(z.string()),
  }),
);

/** Lighthouse's scores of the documentation as `npm start` serves it, compressed and with its policy. */
export const lighthouse: Benchmark = {
  title: "Lighthouse's scores of the documentation, on a slow phone and on a desktop",
  async run({ progress }) {
    const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";
    if (!existsSync(chromium)) throw new Error(`There is no browser at ${chromium}: set CHROMIUM`);
    if (!existsSync(`${room}node_modules/lighthouse`)) {
      execFileSync("npm", ["ci", "--silent"], { cwd: room, stdio: "ignore" });
    }
    const module: unknown = await import(new URL("audit.mjs", import.meta.url).href);
    const { audit } = auditor.parse(module);
    const running = await startLocal({ port: 0, progress });
    try {
      const figures: Figure[] = [];
      for (const device of devices) {
        const urls = paths.map((path) => running.url + path);
        for (const { url, scores, costly } of results.parse(await audit(urls, device, chromium))) {
          const { pathname } = new URL(url);
          progress(`${device} ${pathname}: ${costly.join(", ") || "every audit passed"}`);
          figures.push(
            ...Object.entries(scores).map(([category, value]) => ({
              name: `Lighthouse ${device}: ${pathname}, ${category.toLowerCase()}`,
              of: latchkey,
              value,
              unit: "",
              target: { atLeast: 95 },
            })),
          );
        }
      }
      return figures;
    } finally {
      await running.stop();
    }
  },
};
