import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** How programs in a language are run on a developer's machine. */
export interface Runtime {
  readonly name: string;
  readonly fileName: string;
  /** Interpreters to try, in order of preference. */
  readonly candidates: readonly string[];
  /** Arguments with which a runtime that can run the program exits with 0. */
  readonly probe: readonly string[];
  /** The arguments before the file's name. */
  readonly launch: readonly string[];
}

export const runtimes: Readonly<Record<string, Runtime>> = {
  bash: {
    name: "Bash with cURL and jq",
    fileName: "session.sh",
    candidates: ["bash"],
    probe: ["-c", "curl --fail-with-body --version && jq --version"],
    launch: [],
  },
  javascript: {
    name: "JavaScript",
    fileName: "program.mjs",
    candidates: [process.execPath],
    probe: ["--eval", "fetch"],
    launch: [],
  },
  python: {
    name: "Python with requests",
    fileName: "program.py",
    // Debian's own interpreter is the one that its python3-requests package serves.
    candidates: ["python3", "/usr/bin/python3"],
    probe: ["-c", "import requests"],
    launch: [],
  },
  go: {
    name: "Go",
    fileName: "program.go",
    candidates: ["go"],
    probe: ["version"],
    launch: ["run"],
  },
};

/** @returns the first candidate that this machine can run the programs with */
export function findRuntime({ candidates, probe }: Runtime): string | undefined {
  return candidates.find((candidate) => spawnSync(candidate, probe).status === 0);
}

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const goCache = fileURLToPath(new URL("../../../node_modules/.cache/go-build/", import.meta.url));

/** A first `go run` may compile the standard library. */
export const programTimeoutMs = 180_000;

/**
 * Runs a program to its end, in a directory of its own.
 *
 * @param input what a person would type
 */
export async function runProgram(
  { fileName, launch }: Runtime,
  interpreter: string,
  source: string,
  environment: Readonly<Record<string, string>>,
  input = "",
): Promise<Outcome> {
  const directory = await mkdtemp(join(tmpdir(), "latchkey-example-"));
  const file = join(directory, fileName);
  await writeFile(file, source);
  try {
    return await new Promise((resolve) => {
      const child = execFile(
        interpreter,
        [...launch, file],
        { cwd: directory, env: { ...inherited(), ...environment }, timeout: programTimeoutMs },
        (_failure, stdout, stderr) => resolve({ exitCode: child.exitCode, stdout, stderr }),
      );
      child.stdin?.end(input);
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Go must neither fetch anything nor need a home directory; nobody may go through a proxy. */
function inherited(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NO_PROXY: "127.0.0.1",
    no_proxy: "127.0.0.1",
    GOCACHE: goCache,
    GOFLAGS: "-mod=mod",
    GOPROXY: "off",
    GOTOOLCHAIN: "local",
  };
}
