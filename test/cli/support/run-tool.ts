import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const tools = {
  latchkey: ["bin/latchkey-cli.mjs"],
  deployment: ["--import", "tsx", "bin/deploy.ts"],
  "demo:billing": ["--import", "tsx", "examples/billing/demo.ts"],
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
  const child = spawn(process.execPath, [...tools[tool], ...words], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
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
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { exitCode, stdout, stderr: stderr.replace(waiting, ""), json: jsonOf(stdout) };
}

/** Messages that a tool prints only on a slow machine. */
const waiting = /^(Waiting for .*|.* Retrying in .*)\n/gm;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
