import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { RefusalsOfDay } from "../../core/admission/refusal-counts.ts";
import { type Denial, isDenial } from "../../core/errors.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import { createKey, type IssuedKey } from "../../core/management/create-key.ts";
import { findKey, lookUpKey } from "../../core/management/find.ts";
import { importKey } from "../../core/management/import-key.ts";
import { listKeys } from "../../core/management/lists.ts";
import type { KeyPorts } from "../../core/management/ports.ts";
import { revokeKey } from "../../core/management/revoke-key.ts";
import { rotateKey } from "../../core/management/rotate-key.ts";
import { updateKey } from "../../core/management/update-key.ts";
import { jsonBody, optionalJsonBody, validate, validateQuery } from "../http/input.ts";
import { jsonResponse, managementErrorResponse } from "../http/response.ts";
import { keyIdOf, lookedUpKeyId } from "./caller.ts";
import { answer, type Endpoint, type EndpointPorts, listResponse } from "./endpoint.ts";
import { explanation } from "./explanation-object.ts";
import type { Include } from "./fields.ts";
import { idempotentRequestOf, replayedHeader } from "./idempotency-key.ts";
import {
  explainQuery,
  importBody,
  importQuery,
  keyQuery,
  keysQuery,
  rotationBody,
} from "./inputs.ts";
import { anyTime, changesOf, keyChangeBody, newKeyBody, paramsOf } from "./key-body.ts";
import { keyObject, keyObjectIncluding } from "./key-object.ts";
import { requestOf } from "./request.ts";
import type { KeyRoute } from "./routes.ts";

export const keyEndpoints: Readonly<Record<KeyRoute, Endpoint<KeyPorts>>> = {
  "GET /manage/v1/keys/{id_or_prefix}": async (event, ports) => {
    const { include } = validateQuery(keyQuery, event);
    const input = { keyId: lookedUpKeyId(event, ports.config.keyPrefix) };
    const outcome = await lookUpKey({ input }, ports);
    return keyResponse(outcome, include, ports.nowEpochMs(), ports);
  },

  "POST /manage/v1/accounts/{account_id}/keys": async (event, ports) => {
    const request = requestOf(event, ports);
    const body = jsonBody(event);
    const idempotency = idempotentRequestOf(event, body);
    const input = paramsOf(validate(newKeyBody(anyTime, request.caller.type), body, "body"));
    const outcome = await createKey({ ...request, input, idempotency }, ports);
    return answer(outcome, (issued) => issuedResponse(issued, secondOf(request)));
  },

  "GET /manage/v1/accounts/{account_id}/keys": async (event, ports) => {
    const request = requestOf(event, ports);
    const { limit, cursor, is_active: isActive, include } = validateQuery(keysQuery, event);
    const page = await listKeys({ ...request, input: { limit, cursor, isActive } }, ports);
    const refusals = await refusalsFor(include, request, ports);
    return listResponse(page, (record) =>
      keyObjectIncluding(include, record, refusals, secondOf(request)),
    );
  },

  "POST /manage/v1/accounts/{account_id}/keys/import": async (event, ports) => {
    const request = requestOf(event, ports);
    const { dry_run: isDryRun } = validateQuery(importQuery, event);
    const { sha256, ...fields } = validate(importBody(anyTime), jsonBody(event), "body");
    const input = { sha256, params: paramsOf(fields), isDryRun };
    const outcome = await importKey({ ...request, input }, ports);
    return answer(outcome, (imported) => {
      if (imported.kind === "would-import") return importPreview("would_create");
      if (isDryRun) return importPreview("unchanged");
      const status = imported.kind === "imported" ? 201 : 200;
      return jsonResponse(status, keyObject(imported.record, secondOf(request)));
    });
  },

  "GET /manage/v1/accounts/{account_id}/keys/{id}": async (event, ports) => {
    const request = keyRequestOf(event, ports);
    const { include } = validateQuery(keyQuery, event);
    const outcome = await findKey(request, ports);
    return keyResponse(outcome, include, request.nowEpochMs, ports);
  },

  "PATCH /manage/v1/accounts/{account_id}/keys/{id}": async (event, ports) => {
    const request = keyRequestOf(event, ports);
    const now = secondOf(request);
    const body = validate(keyChangeBody(now, request.caller.type), jsonBody(event), "body");
    const input = { ...request.input, ...changesOf(body) };
    const outcome = await updateKey({ ...request, input }, ports);
    return answer(outcome, ({ record }) => jsonResponse(200, keyObject(record, now)));
  },

  "DELETE /manage/v1/accounts/{account_id}/keys/{id}": async (event, ports) => {
    const request = keyRequestOf(event, ports);
    const outcome = await revokeKey(request, ports);
    return answer(outcome, ({ record }) => jsonResponse(200, keyObject(record, secondOf(request))));
  },

  "POST /manage/v1/accounts/{account_id}/keys/{id}/rotate": async (event, ports) => {
    const request = keyRequestOf(event, ports);
    const body = optionalJsonBody(event);
    const idempotency = idempotentRequestOf(event, body);
    const { grace_period_seconds: graceSeconds } = validate(rotationBody, body, "body");
    const input = { ...request.input, graceSeconds };
    const outcome = await rotateKey({ ...request, input, idempotency }, ports);
    return answer(outcome, (issued) => issuedResponse(issued, secondOf(request)));
  },

  "GET /manage/v1/accounts/{account_id}/keys/{id}/explain": async (event, ports) => {
    const request = keyRequestOf(event, ports);
    const explained = validateQuery(explainQuery, event);
    const outcome = await findKey(request, ports);
    return answer(outcome, ({ record }) =>
      jsonResponse(200, explanation(record, explained, request.nowEpochMs)),
    );
  },
};

/** Answers with a key, and with what the client asked for besides. */
async function keyResponse(
  outcome: { readonly record: ManagedKey } | Denial,
  include: Include,
  nowEpochMs: number,
  ports: KeyPorts,
): Promise<APIGatewayProxyResult> {
  if (isDenial(outcome)) return managementErrorResponse(outcome.error);
  const { record } = outcome;
  const asked = { accountId: record.accountId, nowEpochMs };
  const refusals = await refusalsFor(include, asked, ports, record.id);
  const now = secondOf({ nowEpochMs });
  return jsonResponse(200, keyObjectIncluding(include, record, refusals, now));
}

/** Refusals of the account or one of its keys; none unless they were asked for. */
async function refusalsFor(
  include: Include,
  request: { readonly accountId: string; readonly nowEpochMs: number },
  { listRefusals }: KeyPorts,
  keyId?: string,
): Promise<RefusalsOfDay[]> {
  if (!include?.includes("refusals")) return [];
  const ofKey = keyId === undefined ? {} : { keyId };
  const { accountId } = request;
  return listRefusals({ accountId, ...ofKey, nowEpochSeconds: secondOf(request) });
}

function keyRequestOf(event: APIGatewayProxyEvent, ports: EndpointPorts) {
  return { ...requestOf(event, ports), input: { keyId: keyIdOf(event) } };
}

function secondOf({ nowEpochMs }: { readonly nowEpochMs: number }): number {
  return Math.floor(nowEpochMs / 1000);
}

/** The one answer that has the secret; a repetition of the request gets the key without it. */
function issuedResponse(issued: IssuedKey, nowEpochSeconds: number): APIGatewayProxyResult {
  const object = keyObject(issued.record, nowEpochSeconds);
  return issued.kind === "issued"
    ? jsonResponse(201, { ...object, key: issued.key.text })
    : jsonResponse(200, object, replayedHeader);
}

function importPreview(outcome: "would_create" | "unchanged"): APIGatewayProxyResult {
  return jsonResponse(200, { object: "import_preview", outcome });
}
