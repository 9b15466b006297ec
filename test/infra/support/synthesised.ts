import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Template } from "aws-cdk-lib/assertions";

export interface Synthesised {
  /** Where the assembly is. It is there for other files of the run too: tests only read it. */
  readonly directory: string;
  /** The template as it is deployed, to the byte. */
  readonly text: string;
  readonly template: Template;
  dispose(): void;
}

export interface SynthesisOptions {
  readonly isReviewed?: boolean;
  /** The flags that `-c name=value` sets. */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * Synthesises a stage into a temporary directory, as `bin/latchkey.ts` does: each stage and context
 * once in a run of the tests, unless it is reviewed.
 */
export async function synthesised(
  stage: string,
  options: SynthesisOptions = {},
): Promise<Synthesised> {
  const directory = options.isReviewed
    ? await synthesise(stage, options)
    : await synthesiseOnce(stage, options);
  const text = readFileSync(join(directory, `Latchkey-${stage}.template.json`), "utf8");
  return {
    directory,
    text,
    template: Template.fromJSON(JSON.parse(text)),
    dispose() {
      if (options.isReviewed) rmSync(directory, { recursive: true });
    },
  };
}

async function synthesiseOnce(stage: string, options: SynthesisOptions): Promise<string> {
  const named = createHash("sha256")
    .update(JSON.stringify([stage, options]))
    .digest("hex");
  // The temporary directory is the run's own, so that nothing in it is of other sources.
  const directory = join(tmpdir(), `latchkey-infra-${named.slice(0, 16)}`);
  if (existsSync(directory)) return directory;
  const made = await synthesise(stage, options);
  try {
    renameSync(made, directory);
  } catch (error) {
    // Another worker was faster, and what it made is the same.
    if (!existsSync(directory)) throw error;
  }
  return directory;
}

async function synthesise(stage: string, options: SynthesisOptions): Promise<string> {
  const outdir = mkdtempSync(join(tmpdir(), "latchkey-synthesis-"));
  // Loaded on demand: it takes as long as the synthesis.
  const { latchkeyApp } = await import("../../../lib/latchkey-app.ts");
  (await latchkeyApp({ outdir, stage, ...options })).synth();
  return outdir;
}
