import { join } from "node:path";
import { StartError } from "../start-error.ts";
import type { Database } from "./database-process.ts";
import { findDynoxide, startDynoxide } from "./dynoxide.ts";

/**
 * The database to run against: the one at the given endpoint, else the embedded one.
 *
 * @throws StartError where there is neither
 */
export async function startDatabase(
  endpoint: string | undefined,
  dataDir: string | undefined,
): Promise<Database> {
  if (endpoint !== undefined) return { endpoint, stop: async () => {} };
  const binary = findDynoxide();
  if (!binary) {
    throw new StartError(
      `There is no embedded database for ${process.platform}-${process.arch}: start DynamoDB Local and set DYNAMODB_ENDPOINT to its address, such as http://127.0.0.1:8000.`,
    );
  }
  return startDynoxide(binary, dataDir && join(dataDir, "database.sqlite"));
}
