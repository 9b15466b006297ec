import type { APIGatewayProxyEvent } from "aws-lambda";
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
