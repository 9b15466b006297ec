import * as z from "zod";
import type { PublicError } from "../../../core/api-errors.ts";
import { errors } from "../../../core/errors.ts";
import { managementErrorBody, publicErrorBody } from "../../../functions/http/error-body.ts";
import {
  type DocumentedOperation,
  escaped,
  faultsAt,
  operationFor,
  placeAt,
} from "./api-document.ts";
import { requestFaults } from "./check-request.ts";
import { textFaultsAt } from "./wire-text.ts";

/** A request, as far as the document speaks of it. */
export interface SentRequest {
  readonly method: string;
  /** Path and query as they are on the wire, such as `/api/v1/models?x=1`. */
  readonly target: string;
  readonly body?: string | undefined;
}

export interface ReceivedResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const server = "/api";
const named = z.record(z.string(), z.unknown());
const responsesShape = z.object({ responses: named });
const responseShape = z.object({ headers: named, content: named.optional() });
const headerShape = z.object({ required: z.boolean() });

/**
 * Holds an answer against the OpenAPI document.
 *
 * A request that succeeds must fit the document too: one that promises less than the product does
 * is as wrong as one that promises more.
 *
 * @returns a sentence for each thing that the document does not allow
 */
export function faultsOf(asked: SentRequest, answered: ReceivedResponse): string[] {
  const path = asked.target.split("?", 1)[0] ?? "";
  const operation = path.startsWith(`${server}/`)
    ? operationFor(asked.method, path.slice(server.length))
    : undefined;
  if (!operation) return faultsOutside(asked, answered);
  return [
    ...answerFaults(operation, answered),
    ...(answered.status < 300 ? requestFaults(operation, asked) : []),
  ];
}

/**
 * Whether the management API answers a request: CloudFront chooses between the APIs by the path
 * without its dot segments, and hands it on with them.
 */
export function isForManagementApi(target: string): boolean {
  const url = `any://host${target}`;
  return URL.canParse(url) && new URL(url).pathname.startsWith(`${server}/manage/`);
}

/** `info.description`: what the document does not have is answered 404. */
function faultsOutside(
  { method, target }: SentRequest,
  { status, headers, text }: ReceivedResponse,
): string[] {
  const body = isForManagementApi(target) ? managementErrorBody : publicErrorBody;
  const isError = (error: PublicError) => text === JSON.stringify(body(error));
  const isNotFound = status === 404 && (method === "HEAD" ? text === "" : isError(errors.notFound));
  // What the gateway may say of any request before it looks for an operation.
  const isRefused =
    status >= 400 &&
    status < 500 &&
    (isError(errors.badRequest) || isError(errors.gatewayBodyTooLarge));
  return [
    ...(isNotFound || isRefused
      ? []
      : [`the document has no such path and method, so ${status} should be 404 "Not found"`]),
    ...(headers.has("x-amzn-requestid") ? [] : ["header x-amzn-RequestId is missing"]),
  ];
}

function answerFaults(
  operation: DocumentedOperation,
  { status, headers, text }: ReceivedResponse,
): string[] {
  const { responses } = responsesShape.parse(placeAt(operation.pointer).node);
  if (!Object.hasOwn(responses, status)) {
    const documented = Object.keys(responses).join(", ");
    return [`status ${status} is not documented; documented are ${documented}`];
  }
  const { pointer, node } = placeAt(`${operation.pointer}/responses/${status}`);
  const answer = responseShape.parse(node);
  return [
    // It is documented, as it can happen; but nothing that a client sends may bring it about.
    ...(status === 500 ? ["no request may yield a 500"] : []),
    ...headerFaults(Object.keys(answer.headers), `${pointer}/headers`, headers),
    ...(answer.content
      ? contentFaults(Object.keys(answer.content), `${pointer}/content`, headers, text)
      : noContentFaults(text)),
  ];
}

function headerFaults(names: readonly string[], pointer: string, headers: Headers): string[] {
  return names.flatMap((name) => {
    const place = placeAt(`${pointer}/${escaped(name)}`);
    const value = headers.get(name);
    if (value === null) {
      return headerShape.parse(place.node).required ? [`header ${name} is missing`] : [];
    }
    return textFaultsAt(place.pointer, value).map((fault) => `header ${name}: ${fault}`);
  });
}

function contentFaults(
  mediaTypes: readonly string[],
  pointer: string,
  headers: Headers,
  text: string,
): string[] {
  const mediaType = headers.get("content-type") ?? "none";
  if (!mediaTypes.includes(mediaType)) return [`Content-Type ${mediaType} is not documented`];
  const json = parseJson(text);
  if (json === undefined) return ["the body is not JSON"];
  return faultsAt(`${pointer}/${escaped(mediaType)}/schema`, json).map((fault) => `body: ${fault}`);
}

function noContentFaults(text: string): string[] {
  return text === "" ? [] : ["there is a body, and none is documented"];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
