import type { BucketModel } from "./bucket/model.ts";
import type { Distribution } from "./distribution/model.ts";
import type { ContextVariable } from "./mapping.ts";
import type { WebAclModel } from "./web-acls.ts";

/** The gateway's view of a template, with every intrinsic function evaluated. */

export interface RestApi {
  readonly logicalId: string;
  readonly id: string;
  /** Metrics are kept by it. */
  readonly name: string;
  readonly stageName: string;
  readonly deploymentId: string;
  readonly stageVariables: Readonly<Record<string, string>> | null;
  /** Absent where the stage has no access log. */
  readonly accessLogFormat?: string;
  /** The log group that it goes to; absent where it goes elsewhere, or nowhere. */
  readonly accessLogGroup?: string;
  /** By `METHOD /path` of the resource, and `* /*` for all others. */
  readonly throttles: ReadonlyMap<string, ThrottleModel>;
  /** The ARN of the web ACL before the stage. */
  readonly webAclArn: string | undefined;
  readonly binaryMediaTypes: readonly string[];
  /** Undefined if no response is compressed. */
  readonly leastCompressedBytes: number | undefined;
  readonly root: Resource;
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
}

export interface ThrottleModel {
  readonly ratePerSecond: number;
  readonly burst: number;
}

export interface Resource {
  readonly id: string;
  /** As in `$context.resourcePath`: `/`, `/v1/models`, `/accounts/{account_id}`. */
  readonly path: string;
  /** `v1`, `{account_id}` or `{proxy+}`; empty for the root. */
  readonly pathPart: string;
  readonly children: Resource[];
  /** By HTTP method, with `ANY` among them. */
  readonly methods: Map<string, Method>;
}

export interface Method {
  readonly authorizer: Authorizer | undefined;
  readonly integration: MockIntegration | ProxyIntegration;
}

export type Authorizer = TokenAuthorizer | RequestAuthorizer;

interface LambdaAuthorizer {
  readonly id: string;
  /** 0 means that nothing is cached. */
  readonly ttlSeconds: number;
  readonly functionArn: string;
}

export interface TokenAuthorizer extends LambdaAuthorizer {
  readonly kind: "token";
  readonly headerName: string;
  readonly validationExpression: RegExp | undefined;
}

export interface RequestAuthorizer extends LambdaAuthorizer {
  readonly kind: "request";
  readonly identitySources: readonly IdentitySource[];
}

/** A request parameter without which a REQUEST authorizer is not invoked. */
export type IdentitySource =
  | { readonly kind: "header" | "query" | "stageVariable"; readonly name: string }
  | { readonly kind: "context"; readonly name: ContextVariable };

export interface ProxyIntegration {
  readonly kind: "proxy";
  readonly functionArn: string;
  readonly timeoutMs: number;
  /** Whether the response is sent on as it comes. */
  readonly streams: boolean;
}

export interface MockIntegration {
  readonly kind: "mock";
  readonly passthrough: "NEVER" | "WHEN_NO_TEMPLATES" | "WHEN_NO_MATCH";
  /** The template of each media type, in Velocity. It yields JSON with the status code. */
  readonly templateByMediaType: ReadonlyMap<string, string>;
  readonly responses: readonly MockResponse[];
}

export interface MockResponse {
  readonly statusCode: number;
  /** Undefined for the default response. */
  readonly selectionPattern: RegExp | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly mediaType: string | undefined;
  /** In Velocity. */
  readonly template: string;
}

export interface GatewayResponse {
  readonly statusCode: number | undefined;
  /** Header name to a mapping expression: `'static'`, `context.x` or `method.request.header.x`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly mediaType: string | undefined;
  readonly template: string | undefined;
}

export interface FunctionModel {
  readonly arn: string;
  readonly name: string;
  readonly handler: string;
  readonly runtime: string;
  readonly codeDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** How many events it may work on at a time; undefined if nothing is reserved. */
  readonly reservedConcurrency: number | undefined;
}

export interface TableModel {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly type: "S" | "N" | "B" }[];
  readonly keys: readonly { readonly name: string; readonly type: "HASH" | "RANGE" }[];
  readonly ttlAttribute: string | undefined;
  /** A second; undefined where nothing is set. */
  readonly greatestUnits: Readonly<Record<"Read" | "Write", number | undefined>>;
  readonly indexes: readonly IndexModel[];
  /** Undefined for a table without a stream. */
  readonly streamView: "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES" | undefined;
  readonly streamArn: string | undefined;
}

/** A global secondary index. */
export interface IndexModel {
  readonly name: string;
  readonly keys: TableModel["keys"];
  readonly projection: "ALL" | "KEYS_ONLY" | "INCLUDE";
  readonly included: readonly string[];
}

export interface QueueModel {
  readonly arn: string;
  readonly url: string;
  readonly delaySeconds: number;
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  readonly deadLetterArn: string | undefined;
  readonly maxReceiveCount: number | undefined;
}

interface EventSource {
  readonly logicalId: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly reportsItemFailures: boolean;
}

export interface QueueSource extends EventSource {
  readonly queueArn: string;
  readonly maximumConcurrency: number | undefined;
}

export interface StreamSource extends EventSource {
  readonly tableName: string;
  readonly streamArn: string;
  /** Filter patterns, as JSON. */
  readonly patterns: readonly string[];
  readonly bisects: boolean;
  readonly maximumRetries: number | undefined;
  readonly maximumAgeSeconds: number | undefined;
  readonly onFailureArn: string | undefined;
}

/** Sources whose events invoke functions. */
export interface EventSources {
  readonly streams: readonly StreamSource[];
  readonly queues: readonly QueueSource[];
}

export interface ScheduleModel {
  readonly arn: string;
  readonly everyMs: number;
  readonly functionArns: readonly string[];
}

export interface SecretModel {
  readonly arn: string;
  readonly name: string;
  readonly content: SecretContent;
}

export type SecretContent =
  | { readonly kind: "given"; readonly value: string }
  | {
      readonly kind: "generated";
      readonly length: number;
      readonly alphabet: string;
      /** Every class of characters that must occur, each already without what is excluded. */
      readonly required: readonly string[];
      readonly template: { readonly json: string; readonly key: string } | undefined;
    };

/** The page as a client of whom people sign in with; its URLs as they are once deployed. */
export interface SignInClient {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly accessTokenSeconds: number;
  readonly idTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  /** For how long a refresh token is good yet after it was used; undefined if it stays good. */
  readonly rotationGraceSeconds: number | undefined;
}

/** A function that gets the lines of a log group that match. */
export interface LogSubscription {
  readonly name: string;
  readonly logGroup: string;
  readonly matches: (message: string) => boolean;
  readonly functionArn: string;
}

export interface MetricModel {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** An alarm, as far as it says which metric it watches. */
export interface AlarmModel {
  readonly logicalId: string;
  readonly metric: MetricModel;
}

export interface Product {
  readonly stackName: string;
  readonly apis: readonly RestApi[];
  readonly functions: ReadonlyMap<string, FunctionModel>;
  readonly buckets: readonly BucketModel[];
  /** Stands before the APIs; absent where they are reached without one. */
  readonly distribution: Distribution | undefined;
  readonly tables: readonly TableModel[];
  readonly secrets: readonly SecretModel[];
  readonly queues: readonly QueueModel[];
  readonly eventBuses: readonly string[];
  readonly eventSources: EventSources;
  readonly schedules: readonly ScheduleModel[];
  readonly logSubscriptions: readonly LogSubscription[];
  readonly alarms: readonly AlarmModel[];
  /** Undefined where nobody can sign in through a browser. */
  readonly signInClient: SignInClient | undefined;
  /** By ARN. */
  readonly webAcls: ReadonlyMap<string, WebAclModel>;
  readonly outputs: ReadonlyMap<string, string>;
}
