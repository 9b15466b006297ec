import { existsSync } from "node:fs";
import { join } from "node:path";
import { optionNames, type SettingNames } from "../setting-names.ts";
import { StartError } from "../start-error.ts";
import { databaseAdvice } from "./database-advice.ts";
import type { Database } from "./database-process.ts";
import { findDocker, startInDocker } from "./docker.ts";
import { findDynamoDbLocal, minJavaVersion, runDynamoDbLocal } from "./dynamodb-local.ts";
import { findDynoxide, type Platform, startDynoxide } from "./dynoxide.ts";
import { findJava } from "./java.ts";

/** The facts that decide which database runs. */
export interface Machine extends Platform {
  /** Names the directories where programs are looked for. */
  readonly environment: NodeJS.ProcessEnv;
  /** The directory that `npm run database` fetched, if it did. */
  readonly dynamoDbLocal: string | undefined;
}

export interface DatabaseOptions {
  /** Takes a line about a database that is not the embedded one. */
  readonly progress?: ((line: string) => void) | undefined;
  /** This machine if absent. */
  readonly machine?: Machine;
  /** The names of the settings in messages; the names of the options if absent. */
  readonly names?: SettingNames | undefined;
}

interface Engine {
  readonly name: string;
  /** The file in the data directory. */
  readonly file: string;
}

const dynoxide: Engine = { name: "the embedded database", file: "database.sqlite" };
/** "a single database file named shared-local-instance.db" */
const amazons: Engine = { name: "DynamoDB Local", file: "shared-local-instance.db" };

const never = new Promise<never>(() => {});

function thisMachine(): Machine {
  const { platform, arch, env: environment } = process;
  return { platform, arch, environment, dynamoDbLocal: findDynamoDbLocal() };
}

/**
 * The database to run against: the one at the given endpoint, else the embedded one, else Amazon's
 * DynamoDB Local, on Java or in Docker.
 *
 * @throws StartError with the command to run if there is no database, or if another one wrote the data
 */
export async function startDatabase(
  endpoint: string | undefined,
  dataDir: string | undefined,
  { progress = () => {}, machine = thisMachine(), names = optionNames }: DatabaseOptions = {},
): Promise<Database> {
  if (endpoint !== undefined) return { endpoint, died: never, stop: async () => {} };
  const binary = findDynoxide(machine);
  if (binary) {
    refuseOthersData(dataDir, dynoxide, amazons, names);
    return startDynoxide(binary, dataDir && join(dataDir, dynoxide.file));
  }
  refuseOthersData(dataDir, amazons, dynoxide, names);
  const { environment, dynamoDbLocal } = machine;
  const java = await findJava(environment);
  if (dynamoDbLocal !== undefined && java && java.version >= minJavaVersion) {
    progress(
      `The database is DynamoDB Local on Java ${java.version}, which listens on all addresses of this machine`,
    );
    return runDynamoDbLocal(java.path, dynamoDbLocal, dataDir);
  }
  const docker = await findDocker(environment);
  if (docker === "ready") {
    progress("The database is DynamoDB Local in Docker");
    return startInDocker(environment, dataDir);
  }
  throw new StartError(databaseAdvice({ ...machine, java, docker }, names));
}

/** Neither engine reads the other's file, so a run would start without any of the keys. */
function refuseOthersData(
  dataDir: string | undefined,
  own: Engine,
  other: Engine,
  names: SettingNames,
): void {
  if (dataDir === undefined || existsSync(join(dataDir, own.file))) return;
  const file = join(dataDir, other.file);
  if (!existsSync(file)) return;
  throw new StartError(
    `${file} was written by ${other.name}, but this run uses ${own.name}: set ${names.dataDir} to another directory.`,
  );
}
