import { StartError } from "../start-error.ts";
import { readAssembly } from "./assembly.ts";
import { readFunctions } from "./functions.ts";
import type { Product } from "./model.ts";
import { readRestApis } from "./rest-api.ts";
import { readSecrets } from "./secrets.ts";
import type { Stack } from "./stack.ts";
import { readTables } from "./tables.ts";

/** What the gateway serves, or stands in for. */
const served = [
  "AWS::ApiGateway::Authorizer",
  "AWS::ApiGateway::Deployment",
  "AWS::ApiGateway::GatewayResponse",
  "AWS::ApiGateway::Method",
  "AWS::ApiGateway::Resource",
  "AWS::ApiGateway::RestApi",
  "AWS::ApiGateway::Stage",
  "AWS::DynamoDB::Table",
  "AWS::Lambda::Function",
  "AWS::SecretsManager::Secret",
];

/** What changes no answer as long as all goes well: permissions, logs and alarms. */
const withoutEffect = [
  "AWS::ApiGateway::Account",
  "AWS::CDK::Metadata",
  "AWS::CloudWatch::",
  "AWS::IAM::",
  "AWS::Lambda::Permission",
  "AWS::Logs::",
  "AWS::SNS::",
];

/**
 * Reads all that the gateway needs from a cloud assembly.
 *
 * @throws StartError for a kind of resource that nobody has decided about
 */
export async function readProduct(assemblyDirectory: string): Promise<Product> {
  const { stack, assets } = await readAssembly(assemblyDirectory);
  refuseUnknownTypes(stack);
  const functions = readFunctions(stack, assets);
  return {
    stackName: stack.name,
    apis: readRestApis(stack),
    functions,
    tables: readTables(stack),
    secrets: readSecrets(stack),
    outputs: stack.outputs(),
  };
}

function refuseUnknownTypes(stack: Stack): void {
  const known = [...served, ...withoutEffect];
  for (const { logicalId, type } of stack.resources()) {
    if (
      !known.some((entry) => type === entry || (entry.endsWith("::") && type.startsWith(entry)))
    ) {
      throw new StartError(
        `The template has ${logicalId} of type ${type}, which the local gateway does not know (local/template/product.ts).`,
      );
    }
  }
}
