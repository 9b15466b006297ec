/** `npm run deploy` and `npm run drift`: the CDK does the deployment, `cli/deploy/` what is around it. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deployProgram } from "../cli/commands/deploy.ts";
import { parseTemplate } from "../cli/deploy/template.ts";
import { main } from "../cli/main.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const assembly = join(root, "cdk.out");
const isDrift = process.argv[2] === "drift";

await main((context) =>
  deployProgram(context, {
    async synthesise(stage, flags) {
      // The CDK takes most of the time that `--help` would.
      const { latchkeyApp } = await import("../lib/latchkey-app.ts");
      const { LatchkeyStack } = await import("../lib/latchkey-stack.ts");
      const app = await latchkeyApp({
        outdir: assembly,
        context: flags,
        // Drift is that of a template which was reviewed when it was deployed.
        isReviewed: !isDrift,
        ...(stage === undefined ? {} : { stage }),
      });
      const { stacks } = app.synth();
      const stack = app.node.children.find((child) => child instanceof LatchkeyStack);
      if (!stack) throw new Error("The app has no stack");
      const all = stacks.map(({ stackName, environment, templateFullPath }) => ({
        stackName,
        region: environment.region,
        template: parseTemplate(readFileSync(templateFullPath, "utf8")),
      }));
      const own = all.find(({ stackName }) => stackName === stack.stackName);
      if (!own) throw new Error("The stack of the stage was not synthesised");
      return { ...own, stage: stack.stage, others: all.filter((other) => other !== own) };
    },
    runCdk: () => run("deploy", "--app", assembly, "--all", "--require-approval", "never"),
  }),
);

function run(...words: string[]): Promise<number> {
  const cdk = join(root, "node_modules", "aws-cdk", "bin", "cdk");
  const child = spawn(process.execPath, [cdk, ...words], { cwd: root, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
