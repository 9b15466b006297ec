import { StartError } from "../start-error.ts";

/**
 * Takes the function's ARN out of the URI by which API Gateway invokes it.
 *
 * @throws StartError if the URI is of anything but a Lambda function
 */
export function functionArnOf(uri: string, where: string): string {
  const match = /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(uri);
  if (!match?.[1]) throw new StartError(`${where} calls ${uri}, which is not a Lambda function.`);
  return match[1];
}
