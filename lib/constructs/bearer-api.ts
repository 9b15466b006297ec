import {
  AuthorizationType,
  EndpointType,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  type Method,
  MethodLoggingLevel,
  type MethodOptions,
  RequestAuthorizer,
  RestApi,
} from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Aws, Duration, type Size, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { ErrorBody } from "../../functions/http/error-body.ts";
import type { StageSettings, Throttle } from "../stages.ts";
import { uniqueName } from "../unique-name.ts";
import { findingsOfApis } from "./accepted-findings.ts";
import { accessLogFormat } from "./access-log.ts";
import type { GatewayLogging } from "./gateway-logging.ts";
import { shapeGatewayResponses } from "./gateway-responses.ts";
import type { LambdaFunction } from "./lambda-function.ts";
import { answerNotFoundElsewhere } from "./not-found.ts";
import { redeployOnChange } from "./redeploy-on-change.ts";
import { type StaticDocument, serveStatically } from "./static-document.ts";
import { requireTls12 } from "./tls-floor.ts";
import { answerVerify } from "./verify-route.ts";

/** A route that anybody may call, so it has a throttle of its own, far below that of the API. */
export interface OpenRoute {
  readonly function: LambdaFunction;
  readonly throttle: Throttle;
  /** The reason to accept the finding that the route has no authorizer. */
  readonly reason: string;
}

export interface BearerApiProps {
  readonly settings: StageSettings;
  /** Of each route that has none of its own. */
  readonly throttle: Throttle;
  readonly authorizer: LambdaFunction;
  /** The form of every error of this API. */
  readonly errorBody: ErrorBody;
  /** The function for each `METHOD /path`. */
  readonly routes: Readonly<Record<string, LambdaFunction>>;
  /** The function for each `METHOD /path` that needs no credential. */
  readonly openRoutes?: Readonly<Record<string, OpenRoute>>;
  /** Whether the API also answers with the verdict itself, at `verifyPath`. */
  readonly answersVerify?: boolean;
  /** Public documents, which need no credential. */
  readonly documents?: readonly StaticDocument[];
  readonly logging: GatewayLogging;
  /** The least size of a response that is compressed for who accepts it. Default: none is. */
  readonly minCompressionSize?: Size;
}

/**
 * A REST API, stage `api`, on which every route wants a bearer token that an authorizer of its own
 * judges anew on each request. Only static documents and its `openRoutes` are open to everybody.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export class BearerApi extends Construct {
  readonly restApi: RestApi;
  readonly authorizer: RequestAuthorizer;
  readonly errorBody: ErrorBody;
  readonly accessLog: LogGroup;
  /** The API's own URL, which works besides any other. */
  readonly host: string;
  /** Base URL without a slash at its end, so that the contract's paths can be appended to it. */
  readonly url: string;
  readonly documents: readonly StaticDocument[];
  /** Each `METHOD /path` that wants a token and is served by a function. */
  readonly routes: readonly string[];
  /** By `METHOD /path`, each route that needs no credential. */
  readonly openRoutes: Readonly<Record<string, OpenRoute>>;
  readonly answersVerify: boolean;

  constructor(scope: Construct, id: string, props: BearerApiProps) {
    super(scope, id);
    this.accessLog = new LogGroup(this, "AccessLog", {
      retention: props.settings.logRetention,
      removalPolicy: props.settings.removalPolicy,
    });
    this.restApi = this.declareApi(props);
    this.errorBody = props.errorBody;
    this.authorizer = new RequestAuthorizer(this, "Authorizer", {
      handler: props.authorizer.invoked,
      // A request without it is answered 401 for no invocation; the authorizer would say the same.
      identitySources: [IdentitySource.header("Authorization")],
      // A remembered answer would skip the counter and keep a revoked key alive.
      resultsCacheTtl: Duration.seconds(0),
    });
    this.routes = Object.keys(props.routes);
    for (const [route, handler] of Object.entries(props.routes)) this.addRoute(route, handler);
    this.openRoutes = props.openRoutes ?? {};
    for (const [route, open] of Object.entries(this.openRoutes)) this.addOpenRoute(route, open);
    this.answersVerify = props.answersVerify ?? false;
    if (this.answersVerify) answerVerify(this.restApi, this.authorizer);
    this.documents = props.documents ?? [];
    for (const document of this.documents) serveStatically(this.restApi, document);
    answerNotFoundElsewhere(this.restApi, this.errorBody);
    shapeGatewayResponses(this.restApi, this.errorBody);
    redeployOnChange(this.restApi);
    Validations.of(this).acknowledge(...findingsOfApis);
    const { restApiId, deploymentStage } = this.restApi;
    this.host = `${restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
    this.url = `https://${this.host}/${deploymentStage.stageName}`;
  }

  private declareApi(props: BearerApiProps): RestApi {
    const { settings, throttle, logging, minCompressionSize } = props;
    const api = new RestApi(this, "RestApi", {
      // Metrics are kept by it, so two APIs of an account must not share one.
      restApiName: uniqueName(this, 128),
      endpointTypes: [EndpointType.REGIONAL],
      // GatewayLogging declares it, once for both APIs.
      cloudWatchRole: false,
      ...(minCompressionSize && { minCompressionSize }),
      deployOptions: {
        stageName: "api",
        ...throttlingOf(throttle),
        accessLogDestination: new LogGroupLogDestination(this.accessLog),
        accessLogFormat,
        ...(settings.isTraced ? { tracingEnabled: true } : {}),
        ...noExecutionLogs,
        methodOptions: Object.fromEntries(
          Object.entries(ownThrottles(props)).map(([route, own]) => [
            route.replace(/^(\S+) (\S+)$/, "$2/$1"),
            { ...throttlingOf(own), ...noExecutionLogs },
          ]),
        ),
      },
    });
    requireTls12(api);
    // The construct library's own output of the URL, beside the stack's named ones.
    api.node.tryRemoveChild("Endpoint");
    api.deploymentStage.node.addDependency(logging);
    return api;
  }

  private addRoute(route: string, { function: handler }: LambdaFunction): void {
    this.addMethod(route, handler, {
      authorizationType: AuthorizationType.CUSTOM,
      authorizer: this.authorizer,
    });
  }

  private addOpenRoute(route: string, { function: handler, reason }: OpenRoute): void {
    const method = this.addMethod(route, handler.function, {
      authorizationType: AuthorizationType.NONE,
    });
    Validations.of(method).acknowledge(
      { id: "AwsSolutions-APIG4", reason },
      { id: "AwsSolutions-COG4", reason },
    );
  }

  private addMethod(route: string, handler: IFunction, options: MethodOptions): Method {
    const [method, path] = route.split(" ");
    if (!method || !path?.startsWith("/")) throw new Error(`Not a route: "${route}"`);
    const integration = new LambdaIntegration(handler, { allowTestInvoke: false });
    return this.restApi.root.resourceForPath(path).addMethod(method, integration, options);
  }
}

/** By `METHOD /path`, the throttles that count in place of the API's. */
function ownThrottles({
  settings,
  routes,
  openRoutes = {},
}: BearerApiProps): Readonly<Record<string, Throttle>> {
  const open = Object.entries(openRoutes).map(
    ([route, { throttle }]) => [route, throttle] as const,
  );
  const set = Object.entries(settings.routeThrottles).filter(
    ([route]) => Object.hasOwn(routes, route) || Object.hasOwn(openRoutes, route),
  );
  return Object.fromEntries([...open, ...set]);
}

/** They tell what the access log leaves out on purpose: paths, parameters, payloads. */
const noExecutionLogs = { loggingLevel: MethodLoggingLevel.OFF, dataTraceEnabled: false };

function throttlingOf({ ratePerSecond, burst }: Throttle) {
  return { throttlingRateLimit: ratePerSecond, throttlingBurstLimit: burst };
}
