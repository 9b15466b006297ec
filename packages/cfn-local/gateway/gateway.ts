import type { Firewall } from "../firewall/firewall.ts";
import type { ProxyIntegration, RestApi } from "../template/model.ts";
import { apiHost } from "../template/simulated-account.ts";
import type { Authorization } from "./authorization.ts";
import { LambdaAuthorization } from "./authorize.ts";
import { chooseApi, type Destination, pathSegments } from "./choose-api.ts";
import { compress } from "./compress.ts";
import { type Exchange, newExchange } from "./exchange.ts";
import { type Failure, failures, GatewayFailure } from "./failure.ts";
import { failed, forbidden, handled } from "./handled.ts";
import { isSigV4 } from "./header-rules.ts";
import type { Handled, HttpHost } from "./http-host.ts";
import type { Invoke } from "./invoke.ts";
import { headBytes, maxBodyBytes, maxHeadBytes } from "./limits.ts";
import { type HttpRequest, type HttpResponse, headerValue } from "./message.ts";
import { answerMock } from "./mock.ts";
import { proxyEvent } from "./proxy-event.ts";
import { proxyResponse } from "./proxy-response.ts";
import { hasUnsupportedCharacter } from "./query.ts";
import { findRoute, isKnownMethod, type Route } from "./route.ts";
import { failureOf, streamedResponse } from "./streamed-response.ts";
import { Throttles } from "./throttle.ts";

/** Answers requests to a set of REST APIs as API Gateway does. */
export class Gateway implements HttpHost {
  readonly #apis: readonly RestApi[];
  readonly #fallbackApi: RestApi;
  readonly #invoke: Invoke;
  readonly #authorization: LambdaAuthorization;
  readonly #firewalls: ReadonlyMap<string, Firewall>;
  readonly #throttles: Throttles;

  /**
   * @param apis at least one; the first also shapes what belongs to none, such as a path outside
   *   every stage
   * @param firewalls by ARN of the web ACL
   */
  constructor(
    apis: readonly [RestApi, ...RestApi[]],
    invoke: Invoke,
    nowMs = () => performance.now(),
    firewalls: ReadonlyMap<string, Firewall> = new Map(),
  ) {
    this.#apis = apis;
    this.#firewalls = firewalls;
    this.#throttles = new Throttles(nowMs);
    this.#fallbackApi = apis[0];
    this.#invoke = invoke;
    this.#authorization = new LambdaAuthorization(invoke, nowMs);
  }

  /** Answers as one host for all the APIs would. */
  async handle(request: HttpRequest): Promise<Handled> {
    const destination = chooseApi(this.#apis, request.path);
    if (destination) return this.#answer(request, destination);
    return failed({ exchange: this.#exchangeOutsideStages(request) }, failures.noSuchMethod);
  }

  /**
   * Answers as the host of one API does. Where the path is outside its stage, or the request is for
   * another host, that is 403 and a message which no API can change.
   */
  async handleFor(apiId: string, request: HttpRequest): Promise<Handled> {
    const apis = this.#apis.filter(({ id }) => id === apiId);
    const destination = chooseApi(apis, request.path);
    const isForThis = headerValue(request.headers, "Host") === apiHost(apiId);
    if (destination && isForThis) return this.#answer(request, destination);
    return forbidden(this.#exchangeOutsideStages(request));
  }

  async #answer(request: HttpRequest, destination: Destination): Promise<Handled> {
    const exchange = newExchange(request, destination.api, destination);
    let route: Route | undefined;
    let authorization: Authorization | undefined;
    try {
      this.#refuseFiltered(exchange);
      refuseOversized(request);
      if (hasUnsupportedCharacter(request.query)) throw new GatewayFailure(failures.badRequest);
      route = routeOf(exchange);
      if (!this.#throttles.take(exchange.api, route)) throw new GatewayFailure(failures.throttled);
      authorization = await this.#authorize(exchange, route);
      const whole = await this.#integrate(exchange, route, authorization);
      const answer = await compress(whole, request, exchange.api.leastCompressedBytes);
      return handled({ exchange, route, authorization }, answer);
    } catch (error) {
      if (!(error instanceof GatewayFailure)) throw error;
      authorization ??= error.authorization;
      return failed({ exchange, route, authorization }, error.failure);
    }
  }

  handleUnparsable(failure: Failure, sourceIp: string): Handled {
    const request: HttpRequest = {
      method: "",
      path: "",
      query: "",
      headers: [],
      body: Buffer.alloc(0),
      sourceIp,
      sourcePort: 0,
      protocol: "HTTP/1.1",
    };
    return failed({ exchange: this.#exchangeOutsideStages(request) }, failure);
  }

  #exchangeOutsideStages(request: HttpRequest): Exchange {
    return newExchange(request, this.#fallbackApi, { below: request.path, full: request.path });
  }

  /** "AWS WAF rules are evaluated before other access control features", and see no more than the request. */
  #refuseFiltered({ api, request }: Exchange): void {
    const firewall = this.#firewalls.get(api.webAclArn ?? "");
    if (firewall?.judge(request)) throw new GatewayFailure(failures.wafFiltered);
  }

  async #authorize(exchange: Exchange, route: Route): Promise<Authorization | undefined> {
    const { authorizer } = route.method;
    return authorizer && this.#authorization.authorize(authorizer, exchange, route);
  }

  async #integrate(
    exchange: Exchange,
    route: Route,
    authorization: Authorization | undefined,
  ): Promise<HttpResponse> {
    const { integration } = route.method;
    return integration.kind === "mock"
      ? answerMock(integration, exchange, route.resource.path, authorization)
      : this.#invokeProxy(integration, exchange, route, authorization);
  }

  async #invokeProxy(
    integration: ProxyIntegration,
    exchange: Exchange,
    route: Route,
    authorization: Authorization | undefined,
  ): Promise<HttpResponse> {
    const event = JSON.stringify(proxyEvent(exchange, route, authorization));
    if (integration.streams) return streamedResponse(this.#invoke, integration, event, exchange);
    const { functionArn, timeoutMs } = integration;
    const invocation = await this.#invoke(functionArn, event, timeoutMs);
    if (invocation.kind === "returned") return proxyResponse(invocation.payload, exchange);
    throw new GatewayFailure(failureOf(invocation));
  }
}

function refuseOversized(request: HttpRequest): void {
  if (headBytes(request) > maxHeadBytes) throw new GatewayFailure(failures.headersTooLarge);
  if (request.body.length > maxBodyBytes) throw new GatewayFailure(failures.requestTooLarge);
}

/**
 * @throws GatewayFailure if the API has no such method. API Gateway takes it for a call of AWS's
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
