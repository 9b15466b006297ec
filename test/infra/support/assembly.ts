import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/** The resources of a template, as CloudFormation gets them. */
export function resourcesOf(template: unknown) {
  return Object.values(templateSchema.parse(template).Resources);
}

/** The pages in each asset of an assembly that has any, by their path below the host. */
export function readSiteAssets(directory: string): ReadonlyMap<string, string>[] {
  const assets = readdirSync(directory).filter((name) => /^asset\.[0-9a-f]+$/.test(name));
  return assets.map((asset) => readPages(join(directory, asset))).filter((pages) => pages.size > 0);
}

function readPages(asset: string): ReadonlyMap<string, string> {
  const pages = readdirSync(asset, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".html"),
  );
  return new Map(pages.map((path) => [path, readFileSync(join(asset, path), "utf8")]));
}
