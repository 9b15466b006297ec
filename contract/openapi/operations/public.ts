import models from "../../../catalog/models.json" with { type: "json" };
import type { ProtectedRouteName, verifyPath } from "../../../core/config/protected-routes.ts";
import { errors } from "../../../core/errors.ts";
import { header, rateLimitHeaders } from "../headers.ts";
import { infoFor } from "../info.ts";
import { parameter, verifyParameters } from "../parameters.ts";
import type { Parts } from "../parts.ts";
import { openRefusals, publicRefusals, refusedBecause, verifyRefusalsFor } from "../refusals.ts";
import { answered, answeredWithoutBody } from "../responses.ts";
import { anyone, withApiKey } from "../security.ts";
import type { Operations } from "../types.ts";

const validators = { ETag: header("ETag"), "Cache-Control": header("CacheControl") };

/** The operations of the public API. A protected route without one does not compile. */
export function publicOperations({ config, examples }: Parts) {
  return {
    "GET /v1/models": {
      operationId: "listModels",
      tags: ["Models"],
      summary: "List the models",
      description:
        "The whole catalogue in one answer. It changes rarely: send `If-None-Match` and it costs nothing to ask again, but for the quota of one request.",
      security: withApiKey,
      parameters: [parameter("If-None-Match")],
      responses: {
        ...answered(
          200,
          "The catalogue.",
          "ModelList",
          { catalogue: { object: "list", data: models.slice(0, 1) } },
          { ...validators, ...rateLimitHeaders },
        ),
        ...answeredWithoutBody(304, "The catalogue is still the one that the client has.", {
          ...validators,
          ...rateLimitHeaders,
        }),
        ...publicRefusals,
      },
    },
    "GET /v1/account": {
      operationId: "getCallerAccount",
      tags: ["Caller"],
      summary: "See the caller's own account and key",
      description: "Whose key this is, what its account pays for, and how much it was used.",
      security: withApiKey,
      responses: {
        ...answered(
          200,
          "The caller.",
          "CallerAccount",
          { caller: examples.callerAccount },
          rateLimitHeaders,
        ),
        ...publicRefusals,
      },
    },
    "GET /v1/verify": {
      operationId: "verifyKey",
      tags: ["Caller"],
      summary: "Check a key for a server of your own",
      description:
        "Judges the key as any protected route would, and counts `cost` units. A gateway or server that protects something else asks with the credential that its own caller sent, and lets the caller through on 200. Takes any method; send neither body nor `Content-Type`.",
      security: withApiKey,
      parameters: verifyParameters(config),
      responses: {
        ...answered(
          200,
          "The key may do this.",
          "Verification",
          { verification: examples.verification },
          {
            ...rateLimitHeaders,
            "X-Latchkey-Account": header("VerifiedAccount"),
            "X-Latchkey-Key": header("VerifiedKey"),
            "X-Latchkey-Plan": header("VerifiedPlan"),
          },
        ),
        ...verifyRefusalsFor(config),
        ...refusedBecause("The request claims a body, of another media type.", errors.notFound),
      },
    },
    "GET /openapi.json": {
      operationId: "getOpenApi",
      tags: ["Description"],
      summary: "Read this document",
      description: "Needs no credential.",
      security: anyone,
      responses: {
        ...answered(
          200,
          "This document.",
          "OpenApi",
          {
            beginning: {
              openapi: "3.1.1",
              info: { title: infoFor(config).title, version: "1.0.0" },
              paths: {},
            },
          },
          { "Cache-Control": header("CacheControl") },
        ),
        ...openRefusals,
      },
    },
  } as const satisfies Operations<
    ProtectedRouteName | `GET ${typeof verifyPath}` | "GET /openapi.json"
  >;
}
