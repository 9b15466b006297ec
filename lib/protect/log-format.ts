import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import { Stack } from "aws-cdk-lib/core";
import { accessLogFormat } from "../constructs/access-log.ts";

/**
 * Counting takes lines for what they are in this format: with another one it would find nothing, and nobody
 * would notice.
 *
 * @throws Error that names the API
 */
export function refuseOtherFormat({ node, deploymentStage }: RestApi): void {
  const setting: unknown = Reflect.get(deploymentStage.node.defaultChild ?? {}, "accessLogSetting");
  const { format } = Object(Stack.of(deploymentStage).resolve(setting));
  if (format === accessLogFormat.toString()) return;
  throw new Error(
    `${node.path}: accessLog needs a stage whose log is written in latchkey's accessLogFormat`,
  );
}
