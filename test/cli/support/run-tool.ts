import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { cliProgram } from "../../support/cli-program.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const tools = {
  latchkey: () => [cliProgram()],
  /** From its sources, for what reads `latchkey.config.ts`: Node 20 loads that through tsx alone. */
  "latchkey in a checkout": () => ["bin/latchkey-cli.mjs"],
  deployment: () => ["--import", "tsx", "bin/deploy.ts"],
  smoke: () => ["--import", "tsx", "bin/smoke.ts"],
  openapi: () => ["--import", "tsx", "bin/openapi.ts"],
  "validate:cfn": () => ["--import", "tsx", "bin/validate-cfn.ts"],
  "demo:billing": () => ["--import", "tsx", "examples/billing/demo.ts"],
} as const;

export interface ToolResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare parts of results of many shapes.
  readonly json: any;
}

/**
 * Runs an operators' tool as a process of its own, without a terminal and with nothing in its
 * environment but what is given.
 */
export async function runTool(
  tool: keyof typeof tools,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ToolResult> {
  return startTool(tool, words, environment).ended;
}

export interface StartedTool {
  /** Resolves with the match once stderr has it, or rejects if the tool ends without it. */
  noted(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<ToolResult>;
}

/** The same, for a tool that waits for something. */
export function startTool(
  tool: keyof typeof tools,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): StartedTool {
  const child = spawn(process.execPath, [...tools[tool](), ...words], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      CDK_VALIDATION: process.env.CDK_VALIDATION,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).then((exitCode) => {
    return { exitCode, stdout, stderr: stderr.replace(waiting, ""), json: jsonOf(stdout) };
  });
  return {
    ended,
    noted: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(stderr);
          if (found) resolve(found);
        };
        child.stderr.on("data", look);
        look();
        ended.then(() => reject(new Error(`ended without ${pattern}: ${stderr}`)), reject);
      }),
  };
}

/** Messages that a tool prints only on a slow machine. */
const waiting = /^(Waiting for .*|.* Retrying in .*)\n/gm;

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
