import type { TokenAuthorizer } from "../template/model.ts";
import { accountId, partition, region } from "../template/simulated-account.ts";
import type { Authorization } from "./authorization.ts";
import { type AuthorizerOutput, parseAuthorizerOutput } from "./authorizer-output.ts";
import type { Exchange } from "./exchange.ts";
import { failures, GatewayFailure } from "./failure.ts";
import type { Invoke } from "./invoke.ts";
import { headerValue } from "./message.ts";
import { allows } from "./policy.ts";

/** The longest that API Gateway waits for an authorizer. */
const authorizerPatienceMs = 29_000;

/** "the maximum size is 1600 bytes"; beyond it the client gets 414. */
const maxMethodArnBytes = 1600;

interface Remembered {
  readonly output: AuthorizerOutput;
  readonly goodUntilMs: number;
}

/**
 * Runs TOKEN authorizers and remembers what they said for as long as each one's TTL allows.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export class TokenAuthorization {
  readonly #invoke: Invoke;
  readonly #nowMs: () => number;
  readonly #remembered = new Map<string, Remembered>();

  constructor(invoke: Invoke, nowMs: () => number) {
    this.#invoke = invoke;
    this.#nowMs = nowMs;
  }

  /** @throws GatewayFailure unless the authorizer's policy allows this very method and path */
  async authorize(authorizer: TokenAuthorizer, exchange: Exchange): Promise<Authorization> {
    const token = presentedToken(authorizer, exchange);
    const methodArn = methodArnOf(exchange);
    const startedAtMs = this.#nowMs();
    const output =
      this.#recall(authorizer, token) ?? (await this.#ask(authorizer, token, methodArn));
    const context = Object.entries(output.context).map(([key, value]) => [key, String(value)]);
    const authorization = {
      principalId: output.principalId,
      context: Object.fromEntries(context),
      integrationLatencyMs: Math.round(this.#nowMs() - startedAtMs),
    };
    if (allows(output.policyDocument, methodArn)) return authorization;
    throw new GatewayFailure(failures.denied, authorization);
  }

  #recall({ id, ttlSeconds }: TokenAuthorizer, token: string): AuthorizerOutput | undefined {
    if (ttlSeconds === 0) return undefined;
    const key = `${id} ${token}`;
    const remembered = this.#remembered.get(key);
    if (remembered && remembered.goodUntilMs > this.#nowMs()) return remembered.output;
    this.#remembered.delete(key);
    return undefined;
  }

  async #ask(
    authorizer: TokenAuthorizer,
    token: string,
    methodArn: string,
  ): Promise<AuthorizerOutput> {
    const event = { type: "TOKEN", methodArn, authorizationToken: token };
    const invocation = await this.#invoke(
      authorizer.functionArn,
      JSON.stringify(event),
      authorizerPatienceMs,
    );
    if (invocation.kind !== "returned") {
      const isRefusal = invocation.kind === "failed" && invocation.errorMessage === "Unauthorized";
      throw new GatewayFailure(isRefusal ? failures.unauthorized : failures.authorizerFailed);
    }
    const output = parseAuthorizerOutput(invocation.payload);
    if (!output) throw new GatewayFailure(failures.authorizerMalformed);
    if (authorizer.ttlSeconds > 0) {
      const goodUntilMs = this.#nowMs() + authorizer.ttlSeconds * 1000;
      this.#remembered.set(`${authorizer.id} ${token}`, { output, goodUntilMs });
    }
    return output;
  }
}

/**
 * The token, if the function is to hear of it at all: absent, empty or not as the expression says,
 * and API Gateway refuses without invoking it.
 *
 * Which of several headers of that name counts is not documented; joined into one they do not pass
 * an expression that allows no comma and space, which errs on the safe side.
 */
function presentedToken(authorizer: TokenAuthorizer, { request }: Exchange): string {
  const token = headerValue(request.headers, authorizer.headerName);
  const isGood = token && (authorizer.validationExpression?.test(token) ?? true);
  if (!isGood) throw new GatewayFailure(failures.unauthorized);
  return token;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
function methodArnOf({ api, method, path }: Exchange): string {
  const place = `arn:${partition}:execute-api:${region}:${accountId}`;
  const arn = `${place}:${api.id}/${api.stageName}/${method}${path}`;
  if (Buffer.byteLength(arn) > maxMethodArnBytes) throw new GatewayFailure(failures.uriTooLong);
  return arn;
}
