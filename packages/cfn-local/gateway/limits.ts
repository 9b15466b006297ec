import type { HttpRequest } from "./message.ts";

/*
 * Quotas that cannot be raised:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */

/** "Payload size: 10 MB" */
export const maxBodyBytes = 10 * 1024 * 1024;

/** "Total combined size of request line and header values: 10240 bytes"; names do not count. */
export const maxHeadBytes = 10_240;

export function headBytes({ method, path, query, protocol, headers }: HttpRequest): number {
  const requestLine = `${method} ${path}${query === "" ? "" : `?${query}`} ${protocol}`;
  const values = headers.map(([, value]) => Buffer.byteLength(value, "latin1"));
  return values.reduce((sum, bytes) => sum + bytes, Buffer.byteLength(requestLine, "latin1"));
}
