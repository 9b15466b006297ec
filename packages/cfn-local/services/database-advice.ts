import { optionNames, type SettingNames } from "../setting-names.ts";
import { type DockerState, image } from "./docker.ts";
import { minJavaVersion } from "./dynamodb-local.ts";
import type { Platform } from "./dynoxide.ts";
import type { Java } from "./java.ts";

export interface Lacking extends Platform {
  readonly dynamoDbLocal: string | undefined;
  readonly java: Java | undefined;
  readonly docker: DockerState;
}

/** DynamoDB Local for Windows has native libraries for x64 only, so Java has to be x64 there. */
const javaCommands: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: "brew install --cask temurin@17",
  linux: "sudo apt-get install default-jre-headless",
  win32: "winget install --architecture x64 EclipseAdoptium.Temurin.17.JRE",
};

/** The one platform for which package.json has the embedded database. */
const embeddedPlatform = "linux-x64";
const fetchCommand = "npm run database";

/** One line with the least that has to be run on this machine to get a database. */
export function databaseAdvice(lacking: Lacking, names: SettingNames = optionNames): string {
  const platform = `${lacking.platform}-${lacking.arch}`;
  const [lack, step] =
    platform === embeddedPlatform
      ? ["The embedded database is not installed", "Install it (npm ci --include=optional)"]
      : [`There is no embedded database for ${platform}`, stepFor(lacking)];
  return `${lack}. ${step}, or set ${names.dynamodbEndpoint} to the address of a running DynamoDB.`;
}

function stepFor({ platform, dynamoDbLocal, java, docker }: Lacking): string {
  if (java && java.version >= minJavaVersion) return `Fetch DynamoDB Local (${fetchCommand})`;
  if (docker === "without image") return `Fetch DynamoDB Local for Docker (docker pull ${image})`;
  const command = javaCommands[platform];
  const step = `${java ? `Replace Java ${java.version} by` : "Install"} Java ${minJavaVersion} or newer${command ? ` (${command})` : ""}`;
  return dynamoDbLocal === undefined ? `${step} and fetch DynamoDB Local (${fetchCommand})` : step;
}
