import { type DockerState, image } from "./docker.ts";
import { minJavaVersion } from "./dynamodb-local.ts";
import type { Platform } from "./dynoxide.ts";
import type { Java } from "./java.ts";

export interface Lacking extends Platform {
  readonly dynamoDbLocal: string | undefined;
  readonly java: Java | undefined;
  readonly docker: DockerState;
}

/** Where DynamoDB Local has its native parts for x64 only, Java has to be x64's. */
const javaCommands: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: "brew install --cask temurin@17",
  linux: "sudo apt-get install default-jre-headless",
  win32: "winget install --architecture x64 EclipseAdoptium.Temurin.17.JRE",
};

const fetchCommand = "npm run database";

/** One line with the least that has to be run on this machine so that it has a database. */
export function databaseAdvice(lacking: Lacking): string {
  const { platform, arch } = lacking;
  return `There is no embedded database for ${platform}-${arch}. ${stepFor(lacking)}, or set DYNAMODB_ENDPOINT to the address of a DynamoDB that runs.`;
}

function stepFor({ platform, dynamoDbLocal, java, docker }: Lacking): string {
  if (java && java.version >= minJavaVersion) return `Fetch DynamoDB Local (${fetchCommand})`;
  if (docker === "without image") return `Fetch DynamoDB Local for Docker (docker pull ${image})`;
  const command = javaCommands[platform];
  const step = `${java ? `Replace Java ${java.version} by` : "Install"} Java ${minJavaVersion} or newer${command ? ` (${command})` : ""}`;
  return dynamoDbLocal === undefined ? `${step} and fetch DynamoDB Local (${fetchCommand})` : step;
}
