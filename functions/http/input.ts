import type { APIGatewayProxyEvent } from "aws-lambda";
import type * as z from "zod";
import { errors } from "../../core/errors.ts";
import { headerOf } from "./header.ts";
import { HttpError } from "./http-error.ts";

const maximumBytes = 8 * 1024;

/**
 * The JSON value of a request's body.
 *
 * @throws HttpError 413 over 8 KiB; 415 where the body is not said to be `application/json`; 400
 *   where it is not JSON in UTF-8
 */
export function jsonBody(event: APIGatewayProxyEvent): unknown {
  const body = event.body ?? "";
  const bytes = Buffer.from(body, event.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > maximumBytes) throw new HttpError(errors.bodyTooLarge);
  if (!isJson(headerOf(event, "content-type") ?? "")) throw new HttpError(errors.notJson);
  try {
    // A byte order mark is left out, as RFC 8259, section 8.1, lets a parser do.
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw HttpError.invalidFields({ body: "must be JSON" });
  }
}

/** Likewise, for a request that may come without a body: that is as good as an empty object. */
export function optionalJsonBody(event: APIGatewayProxyEvent): unknown {
  return event.body ? jsonBody(event) : {};
}

function isJson(contentType: string): boolean {
  return contentType.split(";", 1)[0]?.trim().toLowerCase() === "application/json";
}

/** Names longer than this, or more of them, are not echoed. */
const shownNames = 3;
const shownLength = 40;

/**
 * Checks what a client sent against a schema.
 *
 * @param what names the whole, `body` or `query`, for faults that are of no single field
 * @throws HttpError 400 that names each field at fault and its rule
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => describe(issue, what));
  const message = [...new Set(faults.map((fault) => fault.message))].join("; ");
  throw HttpError.invalidFields(
    Object.fromEntries(faults.flatMap(({ fields }) => fields)),
    message,
  );
}

/** @throws HttpError 400 as {@link validate} does */
export function validateQuery<T>(
  schema: z.ZodType<T>,
  event: Pick<APIGatewayProxyEvent, "queryStringParameters">,
): T {
  return validate(schema, { ...event.queryStringParameters }, "query");
}

interface Fault {
  readonly message: string;
  readonly fields: readonly (readonly [field: string, rule: string])[];
}

function describe(issue: z.core.$ZodIssue, what: string): Fault {
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.slice(0, shownNames).map((name) => name.slice(0, shownLength));
    return {
      message: `${what}: unknown field ${names.map((name) => JSON.stringify(name)).join(", ")}`,
      fields: names.map((name) => [[...issue.path, name].join("."), "unknown field"]),
    };
  }
  const field = issue.path.length === 0 ? what : issue.path.join(".");
  return { message: `${field}: ${issue.message}`, fields: [[field, issue.message]] };
}
