import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configFileOf, loadConfiguration } from "../../../lib/config/load-config.ts";
import { latchkeyApp } from "../../../lib/latchkey-app.ts";
import { templateVariants } from "../../../lib/template-variants.ts";
import { templateSchema } from "./idle-bill.ts";

/** All templates of the last stage that keeps its data, or of the last one; other Regions' stacks too. */
export async function synthesisedTemplates() {
  const configuration = await loadConfiguration(configFileOf(process.env));
  // Variants are the stages, and then options of the very stage that is asked for here.
  const stage = templateVariants(configuration).at(-1)?.stage ?? "";
  const outdir = mkdtempSync(join(tmpdir(), "latchkey-cost-"));
  try {
    (await latchkeyApp({ configuration, stage, outdir })).synth();
    const templates = readdirSync(outdir)
      .filter((file) => file.endsWith(".template.json"))
      .map((file) => templateSchema.parse(JSON.parse(readFileSync(join(outdir, file), "utf8"))));
    return { stage, templates };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
