import { execFile, spawn } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { type Database, startDatabaseProgram } from "./database-process.ts";
import { dynamoDbLocalArguments, javaOptions } from "./dynamodb-local.ts";
import { plainAddress } from "./hidden-address.ts";
import { tetheredArguments } from "./tethered-process.ts";

/** The release that `npm run database` fetches, too. */
export const image = "amazon/dynamodb-local:3.3.1";

/** Its default inside the container, which nothing else uses. */
const containerPort = 8000;
const containerDataDir = "/home/dynamodblocal/data";

/** The timeout for Docker's list of images. */
const patienceMs = 10_000;

export type DockerState = "absent" | "without image" | "ready";

/** Whether Docker runs, and has Amazon's image: nothing is downloaded unasked. */
export async function findDocker(environment: NodeJS.ProcessEnv): Promise<DockerState> {
  const succeeds = async (...args: string[]) => {
    try {
      await promisify(execFile)("docker", args, { env: environment, timeout: patienceMs });
      return true;
    } catch {
      return false;
    }
  };
  if (await succeeds("image", "inspect", image)) return "ready";
  return (await succeeds("version", "--format", "{{.Server.Version}}"))
    ? "without image"
    : "absent";
}

/**
 * Runs Amazon's DynamoDB Local in a container that only this machine can reach. It ends with its
 * standard input, which Docker closes when its client is gone, for whatever reason.
 *
 * @param dataDir where to keep the data; undefined keeps it in memory
 */
export async function startInDocker(
  environment: NodeJS.ProcessEnv,
  dataDir: string | undefined,
): Promise<Database> {
  return startDatabaseProgram({
    name: "DynamoDB Local in Docker",
    // About three seconds, on an idle machine.
    readyWithinMs: 60_000,
    address: plainAddress,
    spawn: ({ host, port }) =>
      spawn("docker", dockerArguments(`${host}:${port}`, dataDir), {
        env: environment,
        stdio: "pipe",
      }),
  });
}

function dockerArguments(address: string, dataDir: string | undefined): string[] {
  const program = tetheredArguments("java", [
    ...javaOptions,
    ...["-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar"],
    ...dynamoDbLocalArguments(containerPort, dataDir && containerDataDir),
  ]);
  return [
    "run",
    "--rm",
    "--interactive",
    // So that the program is not the container's first process, which no signal from inside kills.
    "--init",
    ...["--publish", `${address}:${containerPort}`],
    ...(dataDir === undefined ? [] : mountArguments(resolve(dataDir))),
    ...["--entrypoint", "/bin/sh", image],
    ...program,
  ];
}

/** Runs as the directory's owner, who alone may enter it. The value is CSV: a path may have commas. */
function mountArguments(dataDir: string): string[] {
  const source = `"source=${dataDir.replaceAll('"', '""')}"`;
  const mount = ["--mount", `type=bind,${source},target=${containerDataDir}`];
  if (!process.getuid || !process.getgid) return mount;
  return [...mount, "--user", `${process.getuid()}:${process.getgid()}`];
}
