import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import * as z from "zod";
import { configVariable } from "../../../core/config/config.ts";
import { defaultSettings } from "../../../core/config/default-settings.ts";
import { quietSdk } from "../child.ts";
import { databaseEnvironment } from "../database/clients.ts";
import { accessKeyIdOf, type Script } from "../stub/scripts.ts";
import type { Stub } from "../stub/start-stub.ts";
import type { LambdaContestant } from "./contestants.ts";

const reportSchema = z.object({
  /** The policy of the first answer. */
  effect: z.literal("Allow"),
  /** Until the module was evaluated, what it awaits included. */
  initMs: z.number(),
  firstMs: z.number(),
  /** Per warm request, of the whole process. */
  cpuMicroseconds: z.number(),
});

export type ContainerReport = z.infer<typeof reportSchema>;

export interface ContainerTask {
  readonly tableName: string;
  /** Presented with every request. */
  readonly key: string;
  /** To measure, after the first. */
  readonly warmRequests: number;
  /** By which the stub answers at once what it answered before. */
  readonly script?: Script;
}

const container = fileURLToPath(new URL("./container.mjs", import.meta.url));

/**
 * Starts one container of a contestant in a fresh process, with nothing in its environment but what
 * Lambda would set.
 *
 * @throws Error if the first request is not let through
 */
export async function runContainer(
  stub: Stub,
  { name, source, extension }: LambdaContestant,
  { tableName, key, warmRequests, script }: ContainerTask,
): Promise<ContainerReport> {
  const file = join(stub.directory, `${name.replaceAll(/\W+/g, "-")}.${extension}`);
  writeFileSync(file, source);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [container, pathToFileURL(file).href, key, String(warmRequests)],
    {
      env: {
        ...databaseEnvironment(stub.url),
        ...(script ? { AWS_ACCESS_KEY_ID: accessKeyIdOf(script) } : {}),
        ...quietSdk,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: stub.url,
        NODE_EXTRA_CA_CERTS: stub.certificateFile,
        TABLE_NAME: tableName,
        [configVariable]: JSON.stringify(defaultSettings),
        PEPPER_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:123456789012:secret:pepper",
        ORIGIN_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:123456789012:secret:origin",
      },
    },
  );
  return reportSchema.parse(JSON.parse(stdout));
}
