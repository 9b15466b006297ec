/**
 * `npm run validate:cfn`: validates the template of every stage and option by the CloudFormation schemas that
 * come with the CDK and by cdk-nag, and with cfn-lint too if it is installed.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scriptWords } from "../cli/script-words.ts";
import { configFileOf, loadConfiguration } from "../lib/config/load-config.ts";
import { latchkeyApp } from "../lib/latchkey-app.ts";
import { templateVariants } from "../lib/template-variants.ts";

const usage = `Usage: npm run validate:cfn

Validates the template of every stage, and of the stage that keeps its data with each option, by the
CloudFormation schemas that come with the CDK and by cdk-nag, and with cfn-lint too if it is installed.

  -h, --help  print this

Exit code: 0, 1 if a template is at fault, or 2 for wrong usage.`;

/** A `DependsOn` beside a reference to the same resource, which CDK writes for every role. */
const accepted = ["W3005"];

if (scriptWords(usage, 0)) await validate();

async function validate(): Promise<void> {
  const outputs = mkdtempSync(join(tmpdir(), "latchkey-templates-"));
  const lint = spawnSync("cfn-lint", ["--version"], { encoding: "utf8" });
  const hasLint = lint.status === 0;
  try {
    const configuration = await loadConfiguration(configFileOf(process.env));
    const variants = templateVariants(configuration);
    let faults = 0;
    for (const [index, { name, stage, configuration }] of variants.entries()) {
      const outdir = join(outputs, String(index));
      const findings = [
        ...(await synthesise(stage, configuration, outdir)),
        ...(hasLint ? lintTemplates(outdir) : []),
      ];
      console.log(`${findings.length === 0 ? "✓" : "✗"} ${name}`);
      for (const finding of findings) console.log(finding.replace(/^/gm, "    "));
      if (findings.length > 0) faults++;
    }
    const by = hasLint ? `and ${lint.stdout.trim()}` : "alone: cfn-lint is not installed";
    console.log(`${variants.length - faults} passed, ${faults} failed, by the CDK's schemas ${by}`);
    process.exitCode = faults === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    rmSync(outputs, { recursive: true });
  }
}

async function synthesise(
  stage: string,
  configuration: Awaited<ReturnType<typeof loadConfiguration>>,
  outdir: string,
): Promise<string[]> {
  try {
    (await latchkeyApp({ configuration, stage, outdir, isReviewed: true })).synth();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function lintTemplates(directory: string): string[] {
  const templates = readdirSync(directory)
    .filter((file) => file.endsWith(".template.json"))
    .map((file) => join(directory, file));
  const words = ["--format", "parseable", "--ignore-checks", ...accepted, "--", ...templates];
  const { status, stdout, stderr } = spawnSync("cfn-lint", words, { encoding: "utf8" });
  return status === 0 ? [] : [(stdout || stderr).replaceAll(directory, "").trim()];
}
