import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import models from "../catalog/models.json" with { type: "json" };
import { settings } from "../core/config/process-settings.ts";
import { isNotModified, strongEtag } from "./http/etag.ts";
import { withVerdict } from "./http/with-verdict.ts";

/** Made once per container: the catalogue only changes by deploying it, checked against its schema. */
const body = JSON.stringify({ object: "list", data: models });

const validators = {
  ETag: strongEtag(body),
  /**
   * `no-cache` lets a client keep its copy and obliges it to ask each time, so that a revoked key
   * gets 401 rather than a stale list; `private` keeps shared caches, the CDN's included, from
   * serving one caller's answer and rate-limit headers to another (RFC 9111 §5.2.2).
   */
  "Cache-Control": "private, no-cache",
};

/** `GET /v1/models`: the whole catalogue, or 304 to a client that has it. */
export async function listModels(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  if (isNotModified(event, validators.ETag)) {
    return { statusCode: 304, headers: { ...validators }, body: "" };
  }
  return {
    statusCode: 200,
    headers: { "Content-Type": "application/json", ...validators },
    body,
  };
}

export const handler = withVerdict(listModels, settings);
