import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import { latchkeyApp } from "../../../lib/latchkey-app.ts";
import type { StageName } from "../../../lib/stages.ts";

export interface Synthesised {
  /** Where the assembly is. */
  readonly directory: string;
  /** The template as it is deployed, to the byte. */
  readonly text: string;
  readonly template: Template;
  dispose(): void;
}

export interface SynthesisOptions {
  readonly isReviewed?: boolean;
  /** What `-c name=value` gives. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Synthesises a stage into a temporary directory, as `bin/latchkey.ts` does. */
export async function synthesised(
  stage: StageName,
  { isReviewed = false, context = {} }: SynthesisOptions = {},
): Promise<Synthesised> {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-infra-"));
  const app = await latchkeyApp({ outdir: directory, stage, isReviewed, context });
  app.synth();
  const text = readFileSync(join(directory, `Latchkey-${stage}.template.json`), "utf8");
  return {
    directory,
    text,
    template: Template.fromJSON(JSON.parse(text)),
    dispose: () => rmSync(directory, { recursive: true }),
  };
}
