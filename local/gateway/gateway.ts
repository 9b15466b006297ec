import type { ProxyIntegration, RestApi } from "../template/model.ts";
import { accessLogLine } from "./access-log.ts";
import type { Authorization } from "./authorization.ts";
import { TokenAuthorization } from "./authorize.ts";
import { chooseApi, pathSegments } from "./choose-api.ts";
import { type Exchange, newExchange } from "./exchange.ts";
import { type Failure, failures, GatewayFailure } from "./failure.ts";
import { renderFailure } from "./gateway-response.ts";
import { isSigV4 } from "./header-rules.ts";
import type { Invoke } from "./invoke.ts";
import { headBytes, maxBodyBytes, maxHeadBytes } from "./limits.ts";
import { type Answer, headerValue, type Request } from "./message.ts";
import { answerMock } from "./mock.ts";
import { proxyAnswer } from "./proxy-answer.ts";
import { proxyEvent } from "./proxy-event.ts";
import { hasUnsupportedCharacter } from "./query.ts";
import { findRoute, isKnownMethod, type Route } from "./route.ts";

/** What became of a request, without anything that a client sent. */
export interface Handled {
  readonly answer: Answer;
  readonly requestId: string;
  readonly httpMethod: string;
  /** `/v1/models`; undefined if no resource fits. */
  readonly resourcePath: string | undefined;
  readonly failure: Failure | undefined;
  /** In the format of the API's stage; undefined where it keeps no access log. */
  readonly accessLogLine: string | undefined;
}

/** How far a request got on its way. */
interface Progress {
  readonly exchange: Exchange;
  readonly route?: Route | undefined;
  readonly authorization?: Authorization | undefined;
}

/** Answers requests to a set of REST APIs as API Gateway does. */
export class Gateway {
  readonly #apis: readonly RestApi[];
  readonly #fallbackApi: RestApi;
  readonly #invoke: Invoke;
  readonly #authorization: TokenAuthorization;

  /**
   * @param apis at least one; the first also shapes what belongs to none, such as a path outside
   *   every stage. The bare host of an API answers that with 403 `{"message":"Forbidden"}`, which
   *   no API can change; this host stands for the distribution in front of the APIs.
   */
  constructor(
    apis: readonly [RestApi, ...RestApi[]],
    invoke: Invoke,
    nowMs = () => performance.now(),
  ) {
    this.#apis = apis;
    this.#fallbackApi = apis[0];
    this.#invoke = invoke;
    this.#authorization = new TokenAuthorization(invoke, nowMs);
  }

  /** @throws only where the gateway itself is broken */
  async handle(request: Request): Promise<Handled> {
    const destination = chooseApi(this.#apis, request.path);
    const exchange = destination
      ? newExchange(request, destination.api, destination)
      : this.#exchangeOutsideStages(request);
    if (!destination) return failed({ exchange }, failures.noSuchMethod);
    let route: Route | undefined;
    let authorization: Authorization | undefined;
    try {
      refuseOversized(request);
      if (hasUnsupportedCharacter(request.query)) throw new GatewayFailure(failures.badRequest);
      route = routeOf(exchange);
      authorization = await this.#authorize(exchange, route);
      const answer = await this.#integrate(exchange, route, authorization);
      return handled({ exchange, route, authorization }, answer);
    } catch (error) {
      if (!(error instanceof GatewayFailure)) throw error;
      authorization ??= error.authorization;
      return failed({ exchange, route, authorization }, error.failure);
    }
  }

  /** Answers what never became a request: what the HTTP parser refused. */
  handleUnparsable(failure: Failure, sourceIp: string): Handled {
    const request: Request = {
      method: "",
      path: "",
      query: "",
      headers: [],
      body: Buffer.alloc(0),
      sourceIp,
      protocol: "HTTP/1.1",
    };
    return failed({ exchange: this.#exchangeOutsideStages(request) }, failure);
  }

  #exchangeOutsideStages(request: Request): Exchange {
    return newExchange(request, this.#fallbackApi, { below: request.path, full: request.path });
  }

  async #authorize(exchange: Exchange, route: Route): Promise<Authorization | undefined> {
    const { authorizer } = route.method;
    return authorizer && this.#authorization.authorize(authorizer, exchange);
  }

  async #integrate(
    exchange: Exchange,
    route: Route,
    authorization: Authorization | undefined,
  ): Promise<Answer> {
    const { integration } = route.method;
    return integration.kind === "mock"
      ? answerMock(integration, exchange, route.resource.path)
      : this.#invokeProxy(integration, exchange, route, authorization);
  }

  async #invokeProxy(
    { functionArn, timeoutMs }: ProxyIntegration,
    exchange: Exchange,
    route: Route,
    authorization: Authorization | undefined,
  ): Promise<Answer> {
    const event = JSON.stringify(proxyEvent(exchange, route, authorization));
    const invocation = await this.#invoke(functionArn, event, timeoutMs);
    switch (invocation.kind) {
      case "returned":
        return proxyAnswer(invocation.payload, exchange);
      case "failed":
        throw new GatewayFailure(failures.malformedProxyAnswer);
      case "abandoned":
        throw new GatewayFailure(failures.integrationTimedOut);
      case "too-large":
        throw new GatewayFailure(failures.requestTooLarge);
    }
  }
}

function refuseOversized(request: Request): void {
  if (headBytes(request) > maxHeadBytes) throw new GatewayFailure(failures.headersTooLarge);
  if (request.body.length > maxBodyBytes) throw new GatewayFailure(failures.requestTooLarge);
}

/**
 * @throws GatewayFailure where the API has no such method. API Gateway takes it for a call of AWS's
 *   own kind: without an Authorization header the "authentication token" is missing, with one that
 *   is no SigV4 signature the signature is incomplete. What it does with methods it does not know
 *   is undocumented; they are taken as unsupported here, whatever the header.
 */
function routeOf({ api, path, method, request }: Exchange): Route {
  const route = findRoute(api.root, pathSegments(path), method);
  if (route) return route;
  const authorization = headerValue(request.headers, "Authorization");
  const isMisread = authorization !== undefined && isKnownMethod(method) && !isSigV4(authorization);
  throw new GatewayFailure(isMisread ? failures.incompleteSignature : failures.noSuchMethod);
}

function failed(progress: Progress, failure: Failure): Handled {
  const { exchange, route } = progress;
  return handled(progress, renderFailure(failure, exchange, route?.resource.path), failure);
}

function handled(progress: Progress, answer: Answer, failure?: Failure): Handled {
  const { exchange, route, authorization } = progress;
  const resourcePath = route?.resource.path;
  const latencyMs = Date.now() - exchange.startedAt.getTime();
  const logged = { exchange, resourcePath, failure, answer, authorization, latencyMs };
  const format = exchange.api.accessLogFormat;
  return {
    answer: withIds(answer, exchange),
    requestId: exchange.requestId,
    httpMethod: exchange.method,
    resourcePath,
    failure,
    accessLogLine: format === undefined ? undefined : accessLogLine(format, logged),
  };
}

function withIds(answer: Answer, { requestId, extendedRequestId }: Exchange): Answer {
  return {
    ...answer,
    headers: [
      ...answer.headers,
      ["x-amzn-RequestId", requestId],
      ["x-amz-apigw-id", extendedRequestId],
    ],
  };
}
