import * as z from "zod";
import type { LoggedRequest } from "../../core/event/logged-request.ts";
import { hasCode, succeed } from "../api/api-response.ts";
import type { ManagementApi } from "../api/management-api.ts";

const text = z
  .string()
  .nullable()
  .transform((value) => value ?? undefined);

const loggedRequest = z
  .object({
    request_id: z.string(),
    created_at: z.string(),
    source_ip: text,
    method: text,
    resource: text,
    status: z.number().nullable(),
    response_type: text,
    verdict: text,
    reason: text,
    key_id: text,
  })
  .transform(
    (found): LoggedRequest => ({
      requestId: found.request_id,
      time: String(Date.parse(found.created_at)),
      sourceIp: found.source_ip,
      method: found.method,
      resource: found.resource,
      status: found.status ?? undefined,
      responseType: found.response_type,
      verdict: found.verdict,
      reason: found.reason,
      keyId: found.key_id,
    }),
  );

/** The API searches no further back. */
const greatestHours = 720;

/**
 * Looks a request up by the API, for whoever has no AWS credentials.
 *
 * @returns undefined if no access log has it
 * @throws CliError if the API refuses, cannot be reached, or has too much to search
 */
export async function findByApi(
  api: ManagementApi,
  requestId: string,
  sinceSeconds: number,
): Promise<LoggedRequest | undefined> {
  const hours = Math.min(greatestHours, Math.max(1, Math.ceil(sinceSeconds / 3600)));
  const query = { hours: String(hours) };
  const response = await api.request({ method: "GET", path: `/requests/${requestId}`, query });
  if (hasCode(response, "request_not_found")) return undefined;
  return loggedRequest.parse(succeed(response));
}
