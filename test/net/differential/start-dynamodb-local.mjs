import { tsImport } from "tsx/esm/api";
import setUpDirectory from "../../support/temporary-directory.mjs";

/*
 * One DynamoDB Local for all test files that want one, since it takes seconds to start. Jest loads
 * this without the tests' own transformation.
 */

let database;

export default async function start() {
  setUpDirectory();
  const { startDynamoDbLocal } = await tsImport(
    "../../../packages/cfn-local/services/dynamodb-local.ts",
    import.meta.url,
  );
  database = await startDynamoDbLocal();
  process.env.LATCHKEY_TEST_DYNAMODB_LOCAL = database.endpoint;
}

export async function stop() {
  await database?.stop();
}
