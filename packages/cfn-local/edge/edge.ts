import { randomBytes } from "node:crypto";
import type { Failure } from "../gateway/failure.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { Handled, HttpHost } from "../gateway/http-host.ts";
import {
  type HeaderLine,
  type HttpRequest,
  type HttpResponse,
  headerValue,
} from "../gateway/message.ts";
import type { BucketModel } from "../template/bucket/model.ts";
import type { Behavior, Distribution, HeadersPolicy } from "../template/distribution/model.ts";
import { applyHeadersPolicy } from "./apply-headers-policy.ts";
import { Bucket } from "./bucket.ts";
import { chooseBehavior } from "./choose-behavior.ts";
import { Compression } from "./compress.ts";
import { listsTag } from "./conditional.ts";
import { type EdgeRefusal, errorPage, refusals } from "./error-page.ts";
import { isTooLong } from "./limits.ts";
import { originRequest } from "./origin-request.ts";
import { FunctionRuntime } from "./run-function.ts";

export interface EdgeOptions {
  readonly distribution: Distribution;
  readonly buckets: readonly BucketModel[];
  /** Answers for the APIs among the origins. */
  readonly gateway: Gateway;
  /** Takes a line for each function that failed. */
  readonly reportFailure: (line: string) => void;
}

/** A request on its way through the distribution. */
interface Passage {
  readonly requestId: string;
  readonly behavior?: Behavior | undefined;
  readonly method: string;
}

/** The edge's own address: its origins run on the same machine. */
const ownIp = "127.0.0.1";

/**
 * Stands in for CloudFront. Nothing is kept in a cache, so every answer is as fresh as a deployment
 * leaves it, but what may be cached is compressed and revalidated; and plain HTTP stands for HTTPS, since nobody has a certificate for 127.0.0.1.
 */
export class Edge implements HttpHost {
  readonly #options: EdgeOptions;
  readonly #buckets: ReadonlyMap<string, Bucket>;
  readonly #functions: ReadonlyMap<Behavior, FunctionRuntime>;
  readonly #compression = new Compression();
  readonly #via: string;

  /** @throws StartError if a CloudFront function does not parse */
  constructor(options: EdgeOptions) {
    const { distribution, buckets } = options;
    this.#options = options;
    this.#buckets = new Map(buckets.map((model) => [model.name, new Bucket(model)]));
    this.#functions = new Map(
      distribution.behaviors.flatMap((behavior) =>
        behavior.viewerRequest ? [[behavior, new FunctionRuntime(behavior.viewerRequest)]] : [],
      ),
    );
    this.#via = `1.1 ${randomBytes(16).toString("hex")}.cloudfront.net (CloudFront)`;
  }

  async handle(request: HttpRequest): Promise<Handled> {
    const { distribution } = this.#options;
    const started = { requestId: newRequestId(), method: request.method };
    if (!request.path.startsWith("/")) return this.#refuse(refusals.badRequest, started);
    if (isTooLong(request, distribution.domainName)) return this.#refuse(refusals.tooLong, started);
    const behavior = chooseBehavior(distribution.behaviors, request.path);
    const passage = { ...started, behavior };
    if (!behavior?.allowedMethods.includes(request.method)) {
      return this.#refuse(refusals.method, passage);
    }
    // "If a viewer GET request includes a body, CloudFront returns an HTTP status code 403".
    if (request.method === "GET" && request.body.length > 0) {
      return this.#refuse(refusals.getWithBody, passage);
    }
    const outcome = this.#runFunction(request, behavior, passage.requestId);
    switch (outcome.kind) {
      case "request":
        return this.#askOrigin(outcome.request, behavior, passage);
      case "response":
        return this.#answer(outcome.answer, passage, "FunctionGeneratedResponse");
      case "failed":
        this.#options.reportFailure(outcome.reason);
        return this.#refuse(refusals.functionFailed, passage);
      case "invalid":
        this.#options.reportFailure(outcome.reason);
        return this.#refuse(refusals.functionInvalid, passage);
    }
  }

  handleUnparsable({ status }: Failure): Handled {
    const byStatus: Readonly<Record<number, EdgeRefusal>> = {
      403: refusals.method,
      408: refusals.timeout,
      431: refusals.tooLong,
    };
    const passage = { requestId: newRequestId(), method: "" };
    return this.#refuse(byStatus[status] ?? refusals.badRequest, passage);
  }

  #runFunction(request: HttpRequest, behavior: Behavior, requestId: string) {
    const { id, domainName } = this.#options.distribution;
    const context = { distributionDomainName: domainName, distributionId: id, requestId };
    const runtime = this.#functions.get(behavior);
    return runtime?.run(request, context) ?? { kind: "request" as const, request };
  }

  async #askOrigin(request: HttpRequest, behavior: Behavior, passage: Passage): Promise<Handled> {
    const { origin, headersPolicy } = behavior;
    if (origin.kind === "api") {
      const edge = { requestId: passage.requestId, via: this.#via, ip: ownIp };
      const forwarded = originRequest(request, behavior, origin, edge);
      const handled = await this.#options.gateway.handleFor(origin.apiId, forwarded);
      const whole = revalidated(handled.answer, request, behavior);
      const compressed = await this.#compression.apply(whole, request, behavior.encodings);
      const { answer } = this.#answer(withHeaders(headersPolicy, compressed), passage);
      return { ...handled, answer };
    }
    const bucket = this.#buckets.get(origin.bucketName);
    if (!bucket) throw new Error(`There is no bucket ${origin.bucketName}.`);
    const answer = await bucket.answer(request);
    const compressed = await this.#compression.apply(answer, request, behavior.encodings);
    return this.#answer(withHeaders(headersPolicy, compressed), passage);
  }

  #refuse(refusal: EdgeRefusal, { requestId, method }: Passage): Handled {
    return this.#answer(errorPage(refusal, requestId), { requestId, method });
  }

  #answer(answer: HttpResponse, { requestId, behavior, method }: Passage, cache?: string): Handled {
    const outcome = cache ?? (answer.status >= 400 ? "Error" : "Miss");
    const headers: HeaderLine[] = [
      ...answer.headers,
      ["X-Cache", `${outcome} from cloudfront`],
      ["Via", this.#via],
      ["X-Amz-Cf-Id", requestId],
    ];
    return {
      answer: { ...answer, headers },
      requestId,
      httpMethod: method,
      resourcePath: behavior?.pathPattern,
      failure: undefined,
      accessLogLine: undefined,
    };
  }
}

/**
 * The answer to a client that has the version which the edge would have cached: 304. The edge answers
 * this by itself, whether or not the origin knows of conditions.
 */
function revalidated(
  answer: HttpResponse,
  request: HttpRequest,
  { isCached }: Behavior,
): HttpResponse {
  const etag = headerValue(answer.headers, "ETag");
  const tags = headerValue(request.headers, "If-None-Match");
  if (!isCached || answer.status !== 200 || etag === undefined || tags === undefined) return answer;
  if (!listsTag(tags, etag)) return answer;
  const headers = answer.headers.filter(([name]) => !/^content-(type|length)$/i.test(name));
  return { status: 304, headers, body: Buffer.alloc(0) };
}

/**
 * Applies a response headers policy to an origin's response. AWS does not document whether policies
 * also apply to responses of functions and of CloudFront itself; here they do not, which is stricter.
 */
function withHeaders(policy: HeadersPolicy | undefined, answer: HttpResponse): HttpResponse {
  return { ...answer, headers: applyHeadersPolicy(policy, answer.headers) };
}

/** Opaque, and as long as CloudFront's. */
function newRequestId(): string {
  return `${randomBytes(40).toString("base64url")}==`;
}
