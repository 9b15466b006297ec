import type { HttpRequest } from "../gateway/message.ts";

/*
 * "If a request or a URL exceeds these maximums, CloudFront returns HTTP status code 413":
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html
 */

/** The total of path, query and headers. */
const maxRequestBytes = 20_480;
/** With scheme and host. */
const maxUrlBytes = 8_192;

export function isTooLong({ method, path, query, headers }: HttpRequest, host: string): boolean {
  const target = query === "" ? path : `${path}?${query}`;
  const lines = headers.map(([name, value]) => name.length + value.length + ": \r\n".length);
  const requestBytes = lines.reduce((sum, bytes) => sum + bytes, method.length + target.length);
  return requestBytes > maxRequestBytes || `https://${host}${target}`.length > maxUrlBytes;
}
