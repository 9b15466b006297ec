import {
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  ResponseTransferMode,
  RestApi,
  type RestApiProps,
  type StageOptions,
} from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { type ILogGroup, LogGroup } from "aws-cdk-lib/aws-logs";
import { type Duration, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { publicErrorBody } from "../../functions/http/error-body.ts";
import { findingsOfApis } from "../constructs/accepted-findings.ts";
import { accessLogFormat } from "../constructs/access-log.ts";
import { gatewayLoggingOf } from "../constructs/gateway-logging.ts";
import { shapeGatewayResponses } from "../constructs/gateway-responses.ts";
import { answerNotFoundElsewhere } from "../constructs/not-found.ts";
import { redeployOnChange } from "../constructs/redeploy-on-change.ts";
import { requireTls12 } from "../constructs/tls-floor.ts";
import type { StageSettings } from "../stages.ts";
import { uniqueName } from "../unique-name.ts";
import { type ForwardOptions, integrationTimeout } from "./forwarder.ts";
import type { ProtectOptions } from "./protect-options.ts";
import { parseRoute, type RouteName } from "./route-name.ts";

export interface ProtectedRoute {
  /** The function that serves it: of `keys.forward`, or one that obeys the verdict. */
  readonly handler: IFunction;
  /** Default: none. */
  readonly scope?: string;
  /** Default: 1. */
  readonly cost?: number;
  /** Whether it needs no key. Default: false. */
  readonly open?: boolean;
  /** Says that the handler obeys the verdict by itself. Default: false. */
  readonly obeysVerdict?: boolean;
  /**
   * Whether the response is sent on as it comes; a handler of one's own has to be wrapped in
   * `streamWithVerdict`. Default: true for `keys.forward(…, { stream: true })`, else false.
   */
  readonly stream?: boolean;
  /** How long API Gateway waits. Default: a little longer than `keys.forward` does, else 29 s. */
  readonly timeout?: Duration;
}

export interface ProtectedApiProps {
  /** By `METHOD /path`. Whatever else is called is answered 404. */
  readonly routes: Readonly<Record<RouteName, ProtectedRoute | IFunction>>;
  /**
   * More properties of the RestApi. Default: Regional, TLS 1.2 and newer, stage `prod`, the stage's throttle of
   * the public API, and an access log without anything that a caller sent, whose refusals and verdicts are
   * counted. A log or a format of `deployOptions` is not.
   */
  readonly restApiProps?: Omit<RestApiProps, "deploy">;
}

interface Surroundings {
  readonly settings: StageSettings;
  /** The options of a handler that is of `forward`. */
  readonly forwardOptionsOf: (handler: IFunction) => ForwardOptions | undefined;
}

/** An API with routes, and what `protect` is to make of them. */
export class ProtectedApi extends Construct {
  readonly restApi: RestApi;
  readonly options: ProtectOptions;
  private accessLog: ILogGroup | undefined;

  constructor(
    scope: Construct,
    id: string,
    { routes, restApiProps = {}, settings, forwardOptionsOf }: ProtectedApiProps & Surroundings,
  ) {
    super(scope, id);
    const { ratePerSecond, burst } = settings.publicThrottle;
    const { endpointConfiguration, endpointTypes } = restApiProps;
    this.restApi = new RestApi(this, "RestApi", {
      restApiName: uniqueName(this, 128),
      ...(endpointConfiguration ? {} : { endpointTypes: [EndpointType.REGIONAL] }),
      cloudWatchRole: false,
      ...restApiProps,
      deployOptions: {
        throttlingRateLimit: ratePerSecond,
        throttlingBurstLimit: burst,
        // Execution logs can quote keys.
        loggingLevel: MethodLoggingLevel.OFF,
        ...(restApiProps.deployOptions?.accessLogDestination ? {} : this.declareLog(settings)),
        ...restApiProps.deployOptions,
      },
    });
    requireTls12(this.restApi, (endpointConfiguration?.types ?? endpointTypes)?.[0]);
    this.restApi.deploymentStage.node.addDependency(gatewayLoggingOf(this));
    Validations.of(this).acknowledge(...findingsOfApis);
    const declared: NamedRoute[] = Object.entries(routes).map(([route, value]) => ({
      ...("handler" in value ? value : { handler: value }),
      ...parseRoute(route, "routes"),
    }));
    for (const { handler, method, path, stream, timeout } of declared) {
      const options = forwardOptionsOf(handler);
      const streams = stream ?? options?.stream ?? false;
      const waits = timeout ?? (streams && options ? integrationTimeout(options) : undefined);
      const integration = new LambdaIntegration(handler, {
        allowTestInvoke: false,
        ...(streams ? { responseTransferMode: ResponseTransferMode.STREAM } : {}),
        ...(waits ? { timeout: waits } : {}),
      });
      this.restApi.root.resourceForPath(path).addMethod(method, integration);
    }
    answerNotFoundElsewhere(this.restApi, publicErrorBody);
    shapeGatewayResponses(this.restApi, publicErrorBody);
    redeployOnChange(this.restApi);
    const { accessLog } = this;
    const isCounted = accessLog && !restApiProps.deployOptions?.accessLogFormat;
    this.options = { ...optionsOf(declared), ...(isCounted ? { accessLog } : {}) };
  }

  private declareLog({ logRetention: retention, removalPolicy }: StageSettings): StageOptions {
    const log = new LogGroup(this, "AccessLog", { retention, removalPolicy });
    this.accessLog = log;
    return { accessLogDestination: new LogGroupLogDestination(log), accessLogFormat };
  }
}

type NamedRoute = ProtectedRoute & ReturnType<typeof parseRoute>;

function optionsOf(routes: readonly NamedRoute[]): ProtectOptions {
  const only = (isMeant: (route: NamedRoute) => boolean | undefined) =>
    routes.filter(isMeant).map(({ name }) => name);
  return {
    open: only(({ open }) => open),
    obeysVerdict: only(({ obeysVerdict }) => obeysVerdict),
    costs: Object.fromEntries(
      routes.flatMap(({ name, cost }) => (cost === undefined ? [] : [[name, cost]])),
    ),
    scopes: Object.fromEntries(
      routes.flatMap(({ name, scope }) => (scope === undefined ? [] : [[name, scope]])),
    ),
  };
}
