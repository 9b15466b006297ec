import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { App, Duration, Stack } from "aws-cdk-lib/core";
import { buildSync } from "esbuild";
import { type RunningAssembly, serveAssembly } from "../../../packages/cfn-local/index.ts";

/** An app of somebody else's, served as it would be deployed. */
export interface ServedApp {
  readonly running: RunningAssembly;
  readonly operatorToken: string;
  stop(): Promise<void>;
}

/** Declares a function of a module's source. */
export type DeclareFunction = (id: string, source: string) => LambdaFunction;

/** @param declare what the app's one stack has; a Latchkey with outputs is among it */
export async function serveUserApp(
  declare: (stack: Stack, declareFunction: DeclareFunction) => void,
): Promise<ServedApp> {
  const root = mkdtempSync(join(tmpdir(), "latchkey-shop-"));
  const app = new App({ outdir: join(root, "assembly"), autoSynth: false });
  const stack = new Stack(app, "Shop");
  declare(stack, (id, source) => {
    const directory = join(root, id);
    mkdirSync(directory);
    writeFileSync(join(directory, "index.mjs"), bundled(source));
    const code = Code.fromAsset(directory);
    return new LambdaFunction(stack, id, {
      runtime: Runtime.NODEJS_24_X,
      handler: "index.handler",
      timeout: Duration.seconds(10),
      code,
    });
  });
  app.synth();
  const remove = () => rmSync(root, { recursive: true, force: true });
  const running = await serveAssembly({
    assemblyDirectory: join(root, "assembly"),
    port: 0,
    reportFailure: () => {},
  });
  return {
    running,
    operatorToken: operatorTokenOf(running),
    async stop() {
      await running.stop();
      remove();
    },
  };
}

export function operatorTokenOf(running: RunningAssembly): string {
  return running.secretValue(running.outputs.get("OperatorTokenSecretArn") ?? "") ?? "";
}

function bundled(source: string): string {
  const [output] = buildSync({
    stdin: { contents: source, resolveDir: process.cwd() },
    write: false,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
  }).outputFiles;
  if (!output) throw new Error("there is no bundle");
  return output.text;
}
