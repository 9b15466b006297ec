import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type Machine, startDatabase } from "../../services/database.ts";
import { databaseAdvice } from "../../services/database-advice.ts";
import type { Database } from "../../services/database-process.ts";
import { findDynoxide } from "../../services/dynoxide.ts";
import { type StandIns, standIns } from "../support/stand-ins.ts";

const databases: Database[] = [];

afterEach(async () => {
  for (const database of databases.splice(0)) await database.stop();
});

const newDirectory = () => mkdtempSync(join(tmpdir(), "cfn-local-data-"));

/** A machine for which there is no embedded database, with these programs. */
function machineWith(programs: StandIns, changes: Partial<Machine> = {}): Machine {
  return {
    platform: "darwin",
    arch: "arm64",
    environment: standIns(programs),
    dynamoDbLocal: undefined,
    ...changes,
  };
}

async function start(machine: Machine, dataDir?: string) {
  const lines: string[] = [];
  const database = await startDatabase(undefined, dataDir, {
    progress: (line) => lines.push(line),
    machine,
  });
  databases.push(database);
  const args = await (await fetch(database.endpoint)).json();
  return { ...database, lines, args: String(args) };
}

const fetched = { dynamoDbLocal: "/fetched" };
const common = "-sharedDb,-port,\\d+,-disableTelemetry,-cors,http://127.0.0.1:1$";

describe("the database of a local run", () => {
  it("is the given one before any other", async () => {
    const endpoint = "http://127.0.0.1:1";
    const machine = machineWith({ java: "17", docker: "ready" }, fetched);
    expect(await startDatabase(endpoint, undefined, { machine })).toMatchObject({ endpoint });
  });

  (findDynoxide() ? it : it.skip)("is the embedded one where there is one", async () => {
    const { platform, arch } = process;
    const machine = machineWith({ java: "17", docker: "ready" }, { ...fetched, platform, arch });
    const lines: string[] = [];
    const progress = (line: string) => lines.push(line);
    databases.push(await startDatabase(undefined, undefined, { machine, progress }));
    expect(lines).toEqual([]);
  });

  it.each(["17", "21"])("else is DynamoDB Local on Java %s, if it was fetched", async (java) => {
    const { args, lines, endpoint } = await start(
      machineWith({ java, docker: "ready" }, { ...fetched, platform: "win32", arch: "x64" }),
    );
    expect(lines).toEqual([
      `The database is DynamoDB Local on Java ${java}, which listens on all addresses of this machine`,
    ]);
    expect(args).toMatch(
      new RegExp(
        `^-XX:[^,]+,-XX:[^,]+,-Djava.library.path=/fetched/DynamoDBLocal_lib,-jar,/fetched/DynamoDBLocal.jar,-inMemory,${common}`,
      ),
    );
    expect(args).toContain(`-port,${new URL(endpoint).port},`);
  });

  it("keeps its data in the data directory, as an absolute path", async () => {
    const { args } = await start(machineWith({ java: "17" }, fetched), ".");
    expect(args).toMatch(new RegExp(`,-dbPath,${process.cwd()},${common}`));
  });

  it.each([
    ["Java is too old", { java: "11", docker: "ready" }, fetched],
    ["there is no Java", { docker: "ready" }, fetched],
    ["it was not fetched", { java: "17", docker: "ready" }, {}],
  ] as const)("else is Amazon's image in Docker, when %s", async (_when, programs, changes) => {
    const { args, lines, endpoint } = await start(machineWith(programs, changes));
    expect(lines).toEqual(["The database is DynamoDB Local in Docker"]);
    const { host } = new URL(endpoint);
    expect(host).toMatch(/^127\.0\.0\.1:/);
    expect(args).toContain(`run,--rm,--interactive,--init,--publish,${host}:8000,`);
    expect(args).toContain("--entrypoint,/bin/sh,amazon/dynamodb-local:3.3.1,-c,");
    expect(args).toMatch(new RegExp(`,-jar,DynamoDBLocal.jar,-inMemory,${common}`));
  });

  it("lets the container write the data directory, whatever its name, and nothing else", async () => {
    const dataDir = `${newDirectory()},with "quotes"`;
    const { args } = await start(machineWith({ docker: "ready" }), dataDir);
    const source = `"source=${dataDir.replaceAll('"', '""')}"`;
    expect(args).toContain(
      `--mount,type=bind,${source},target=/home/dynamodblocal/data,--user,${process.getuid?.()}:${process.getgid?.()},`,
    );
    expect(args.split("--mount")).toHaveLength(2);
    expect(args).toContain(",-dbPath,/home/dynamodblocal/data,");
  });
});

describe("a machine without a database", () => {
  const elsewhere = ", or set dynamodbEndpoint to the address of a running DynamoDB.";

  it.each([
    [
      "macOS",
      machineWith({}),
      "darwin-arm64. Install Java 17 or newer (brew install --cask temurin@17) and fetch DynamoDB Local (npm run database)",
    ],
    [
      "Windows",
      machineWith({ docker: "stopped" }, { platform: "win32" }),
      "win32-arm64. Install Java 17 or newer (winget install --architecture x64 EclipseAdoptium.Temurin.17.JRE) and fetch DynamoDB Local (npm run database)",
    ],
    [
      "Linux on arm64",
      machineWith({}, { platform: "linux" }),
      "linux-arm64. Install Java 17 or newer (sudo apt-get install default-jre-headless) and fetch DynamoDB Local (npm run database)",
    ],
    [
      "any other",
      machineWith({}, { platform: "freebsd", arch: "x64" }),
      "freebsd-x64. Install Java 17 or newer and fetch DynamoDB Local (npm run database)",
    ],
    [
      "one with Java",
      machineWith({ java: "17", docker: "without image" }),
      "darwin-arm64. Fetch DynamoDB Local (npm run database)",
    ],
    [
      "one with Docker",
      machineWith({ java: "8", docker: "without image" }),
      "darwin-arm64. Fetch DynamoDB Local for Docker (docker pull amazon/dynamodb-local:3.3.1)",
    ],
    [
      "one with DynamoDB Local and too old a Java",
      machineWith({ java: "1.8" }, fetched),
      "darwin-arm64. Replace Java 8 by Java 17 or newer (brew install --cask temurin@17)",
    ],
  ])("is told the command that helps: %s", async (_name, machine, advice) => {
    await expect(startDatabase(undefined, undefined, { machine })).rejects.toThrow(
      new Error(`There is no embedded database for ${advice}${elsewhere}`),
    );
  });

  it("is told to install the embedded one, if its platform has one", () => {
    const lacking = { dynamoDbLocal: "/fetched", java: undefined, docker: "absent" } as const;
    expect(databaseAdvice({ ...lacking, platform: "linux", arch: "x64" })).toBe(
      `The embedded database is not installed. Install it (npm ci --include=optional)${elsewhere}`,
    );
  });
});

describe("a data directory", () => {
  it("that another database has written is refused, rather than seem to be empty", async () => {
    const dataDir = newDirectory();
    writeFileSync(join(dataDir, "database.sqlite"), "");
    await expect(start(machineWith({ java: "17" }, fetched), dataDir)).rejects.toThrow(
      `${join(dataDir, "database.sqlite")} was written by the embedded database, but this run uses DynamoDB Local: `,
    );
    writeFileSync(join(dataDir, "shared-local-instance.db"), "");
    expect((await start(machineWith({ java: "17" }, fetched), dataDir)).args).toContain(dataDir);
  });
});
