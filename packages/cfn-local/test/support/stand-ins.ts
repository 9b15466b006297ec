import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Shared by the programs: answers HTTP at an address, and says with which arguments it was run. */
const serve = `
const serve = (port, host, args) =>
  require("node:http").createServer((_, response) => {
    response.end(JSON.stringify(args));
  }).listen(port, host);`;

export interface StandIns {
  /** The version of the Java on the path; no Java if absent. */
  readonly java?: string;
  /** Whether Docker runs, and has the image; there is none if absent. */
  readonly docker?: "stopped" | "without image" | "ready";
  /** A database's binary to run in the container; what says its arguments if absent. */
  readonly engine?: string;
}

/** An environment in which these programs are the only ones on the path, as far as we ask for any. */
export function standIns({ java, docker, engine }: StandIns): NodeJS.ProcessEnv {
  const home = mkdtempSync(join(tmpdir(), "cfn-local-programs-"));
  const directory = join(home, "bin");
  mkdirSync(directory);
  const write = (name: string, script: string) => {
    const path = join(directory, name);
    writeFileSync(
      path,
      `#!${process.execPath}\nconst args = process.argv.slice(2);${serve}\n${script}`,
    );
    chmodSync(path, 0o755);
  };
  if (java !== undefined) write("java", javaScript(home, java));
  if (docker !== undefined) write("docker", dockerScript(docker, engine));
  return { PATH: directory };
}

function javaScript(home: string, version: string): string {
  return `
if (args[0] === "-XshowSettings:properties") {
  console.error("    java.home = ${home}\\n    java.specification.version = ${version}");
} else {
  serve(args[args.indexOf("-port") + 1], "0.0.0.0", args);
}`;
}

/** Like Docker's client it ends with its standard input, and so does what runs in its container. */
function dockerScript(state: string, engine: string | undefined): string {
  return `
const isRunning = ${state !== "stopped"};
const engine = ${JSON.stringify(engine)};
if (args[0] === "run") {
  const [host, port] = args[args.indexOf("--publish") + 1].split(":");
  if (engine) {
    const child = require("node:child_process").spawn(engine, ["serve", "--host", host, "--port", port]);
    child.once("exit", () => process.exit(137));
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
    process.stdin.resume().on("end", () => child.kill("SIGKILL"));
  } else {
    serve(port, host, args);
    process.stdin.resume().on("end", () => process.exit());
  }
} else {
  process.exit(isRunning && (args[0] === "version" || ${state === "ready"}) ? 0 : 1);
}`;
}
