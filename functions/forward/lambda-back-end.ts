import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Caller } from "../../core/admission/verdict.ts";
import { BackEndError, badGateway, busy, timedOut, tooLarge } from "./back-end-error.ts";
import { forwardedHeaders, type HeaderValues, returnedHeaders } from "./forwarded-headers.ts";
import type { BackEnd } from "./forwarder.ts";

/** An invocation's result; `functionError` if the function threw. */
export interface InvocationResult {
  readonly payload: string;
  readonly functionError: string | undefined;
}

/** Invokes the function and waits for its answer. */
export type InvokeFunction = (payload: string, signal: AbortSignal) => Promise<InvocationResult>;

/**
 * Hands requests to a function in any language, as the event of a proxy integration (version 1.0). It
 * finds its caller in the headers `X-Latchkey-*`, and in `requestContext.authorizer`.
 */
export function createLambdaBackEnd(invoke: InvokeFunction, timeoutMs: number): BackEnd {
  return async function callBackEnd(event, caller) {
    const signal = AbortSignal.timeout(timeoutMs);
    const payload = JSON.stringify(eventFor(event, caller));
    const result = await invoke(payload, signal).catch((error) => {
      throw signal.aborted ? timedOut(timeoutMs) : refusalOf(error);
    });
    if (result.functionError !== undefined) throw failedWith(result.functionError);
    return parseResult(result.payload);
  };
}

export function eventFor(event: APIGatewayProxyEvent, caller: Caller): APIGatewayProxyEvent {
  const multiValueHeaders = forwardedHeaders(event, caller);
  const headers = Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1)]);
  const { keyId, accountId, plan } = caller;
  return {
    ...event,
    headers: Object.fromEntries(headers),
    multiValueHeaders,
    requestContext: {
      ...event.requestContext,
      authorizer: { keyId, accountId, plan, principalId: keyId },
    },
  };
}

export function failedWith(functionError: string): BackEndError {
  return new BackEndError(`the back end's function failed: ${functionError}`, badGateway);
}

/** Lambda API reference, Invoke, errors. */
export function refusalOf(error: unknown): BackEndError {
  const name = error instanceof Error ? error.name : "";
  if (name === "TooManyRequestsException") {
    return new BackEndError("the back end's function is throttled", busy, error);
  }
  if (name === "RequestTooLargeException") {
    return new BackEndError("the request is over 6 MB", tooLarge, error);
  }
  return new BackEndError("the back end's function could not be invoked", badGateway, error);
}

/** The metadata of a streamed response may also have cookies. */
type ProxyResult = APIGatewayProxyResult & { readonly cookies?: readonly string[] };

export function parseResult(payload: string): APIGatewayProxyResult {
  const result: Partial<ProxyResult> = parseObject(payload);
  const { statusCode, headers, multiValueHeaders, cookies, body, isBase64Encoded } = result;
  const status = Number(statusCode);
  const isGood = Number.isInteger(status) && status >= 200 && status <= 599;
  if (!isGood || (body !== undefined && body !== null && typeof body !== "string")) {
    throw new BackEndError("the back end's function answered no proxy response", badGateway);
  }
  return {
    statusCode: status,
    multiValueHeaders: returnedHeaders(merged(headers, multiValueHeaders, cookies)),
    body: body ?? "",
    isBase64Encoded: isBase64Encoded === true,
  };
}

/** As API Gateway merges them: values of `multiValueHeaders` go first. */
function merged(
  single: APIGatewayProxyResult["headers"],
  multi: APIGatewayProxyResult["multiValueHeaders"],
  cookies: ProxyResult["cookies"],
): HeaderValues {
  const values = new Map<string, { name: string; values: string[] }>();
  const all = [
    ...Object.entries(multi ?? {}),
    ...(Array.isArray(cookies) ? [["Set-Cookie", cookies] as const] : []),
    ...Object.entries(single ?? {}).map(([name, value]) => [name, [value]] as const),
  ];
  for (const [name, added] of all) {
    const texts = added.map(String);
    const known = values.get(name.toLowerCase());
    if (!known) values.set(name.toLowerCase(), { name, values: texts });
    else known.values.push(...texts.filter((text) => !known.values.includes(text)));
  }
  return Object.fromEntries([...values.values()].map(({ name, values }) => [name, values]));
}

function parseObject(payload: string): object {
  try {
    return Object(JSON.parse(payload));
  } catch {
    return {};
  }
}
