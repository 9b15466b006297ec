import type { Authorizer } from "../template/model.ts";
import { accountId, partition, region } from "../template/simulated-account.ts";
import type { Authorization } from "./authorization.ts";
import { requestAuthorizerEvent, tokenAuthorizerEvent } from "./authorizer-event.ts";
import { type AuthorizerOutput, parseAuthorizerOutput } from "./authorizer-output.ts";
import type { Exchange } from "./exchange.ts";
import { failures, GatewayFailure } from "./failure.ts";
import { presentedIdentity } from "./identity.ts";
import type { Invoke } from "./invoke.ts";
import { allows } from "./policy.ts";
import type { Route } from "./route.ts";

/** The longest that API Gateway waits for an authorizer. */
const authorizerPatienceMs = 29_000;

/** "the maximum size is 1600 bytes"; beyond it the client gets 414. */
const maxMethodArnBytes = 1600;

interface Remembered {
  readonly output: AuthorizerOutput;
  readonly goodUntilMs: number;
}

/**
 * Runs Lambda authorizers and caches their results for as long as each one's TTL allows.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export class LambdaAuthorization {
  readonly #invoke: Invoke;
  readonly #nowMs: () => number;
  readonly #cache = new Map<string, Remembered>();

  constructor(invoke: Invoke, nowMs: () => number) {
    this.#invoke = invoke;
    this.#nowMs = nowMs;
  }

  /** @throws GatewayFailure unless the authorizer's policy allows this very method and path */
  async authorize(
    authorizer: Authorizer,
    exchange: Exchange,
    route: Route,
  ): Promise<Authorization> {
    const identity = presentedIdentity(authorizer, exchange, route);
    if (!identity) throw new GatewayFailure(failures.unauthorized);
    const methodArn = methodArnOf(exchange);
    const event =
      authorizer.kind === "token"
        ? tokenAuthorizerEvent(methodArn, identity.join())
        : requestAuthorizerEvent(methodArn, exchange, route);
    const startedAtMs = this.#nowMs();
    const output = await this.#outputFor(authorizer, event, identity);
    const context = Object.entries(output.context).map(([key, value]) => [key, String(value)]);
    const authorization = {
      principalId: output.principalId,
      context: Object.fromEntries(context),
      integrationLatencyMs: Math.round(this.#nowMs() - startedAtMs),
    };
    if (allows(output.policyDocument, methodArn)) return authorization;
    throw new GatewayFailure(failures.denied, authorization);
  }

  async #outputFor(
    { id, functionArn, ttlSeconds }: Authorizer,
    event: object,
    identity: readonly string[],
  ): Promise<AuthorizerOutput> {
    if (ttlSeconds === 0) return this.#run(functionArn, event);
    const cacheKey = JSON.stringify([id, ...identity]);
    const cached = this.#cache.get(cacheKey);
    if (cached && cached.goodUntilMs > this.#nowMs()) return cached.output;
    this.#cache.delete(cacheKey);
    const output = await this.#run(functionArn, event);
    this.#cache.set(cacheKey, { output, goodUntilMs: this.#nowMs() + ttlSeconds * 1000 });
    return output;
  }

  async #run(functionArn: string, event: object): Promise<AuthorizerOutput> {
    const invocation = await this.#invoke(functionArn, JSON.stringify(event), authorizerPatienceMs);
    if (invocation.kind !== "returned") {
      const isRefusal = invocation.kind === "failed" && invocation.errorMessage === "Unauthorized";
      throw new GatewayFailure(isRefusal ? failures.unauthorized : failures.authorizerFailed);
    }
    const output = parseAuthorizerOutput(invocation.payload);
    if (!output) throw new GatewayFailure(failures.authorizerMalformed);
    return output;
  }
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
function methodArnOf({ api, method, path }: Exchange): string {
  const place = `arn:${partition}:execute-api:${region}:${accountId}`;
  const arn = `${place}:${api.id}/${api.stageName}/${method}${path}`;
  if (Buffer.byteLength(arn) > maxMethodArnBytes) throw new GatewayFailure(failures.uriTooLong);
  return arn;
}
