import { StartError } from "../start-error.ts";

const buffered = /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/;
const streaming = /:lambda:path\/2021-11-15\/functions\/(.+)\/response-streaming-invocations$/;

/**
 * Takes the function's ARN out of the URI by which API Gateway invokes it.
 *
 * @throws StartError if the URI is of anything but a Lambda function, or of its other invocation
 */
export function functionArnOf(uri: string, where: string, streams = false): string {
  const match = (streams ? streaming : buffered).exec(uri);
  if (match?.[1]) return match[1];
  if ((streams ? buffered : streaming).test(uri)) {
    throw new StartError(`${where} calls ${uri}, which does not fit its response transfer mode.`);
  }
  throw new StartError(`${where} calls ${uri}, which is not a Lambda function.`);
}
