import { createHash } from "node:crypto";
import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Aws, Stack, Token } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { publicErrorBody } from "../functions/http/error-body.ts";
import { ConfigError } from "./config/parse-config.ts";
import { parseProps, scopesWithoutSample } from "./config/parse-props.ts";
import { declareAuthorizer } from "./constructs/functions.ts";
import { KeyService } from "./constructs/key-service.ts";
import { notFoundIntegration } from "./constructs/not-found.ts";
import type { LatchkeyProps } from "./latchkey-props.ts";
import { verifierStatements } from "./permissions.ts";
import { ApiProtection } from "./protect/api-protection.ts";
import { declareForwarder, type ForwardOptions } from "./protect/forwarder.ts";
import { refuseOtherFormat } from "./protect/log-format.ts";
import type { ProtectOptions } from "./protect/protect-options.ts";
import { ProtectedApi, type ProtectedApiProps } from "./protect/protected-api.ts";
import { parseProtection } from "./protect/protection.ts";

/** A key service that protects other APIs by its keys. */
export class LatchkeyKeys extends KeyService {
  private readonly forwarders = new Map<string, Forwarder>();

  /**
   * Protects an API of this app: every method that it has by now wants a key, but for those that are
   * `open`. Call it once all methods are declared; synthesis refuses what comes later, and whatever
   * could be reached past the verdict, naming the route.
   *
   * @throws Error that names the option or the route at fault
   * @example
   * keys.protect(restApi, {
   *   open: ["GET /health"],
   *   scopes: { "GET /orders": "orders:read" },
   *   costs: { "POST /reports": 20 },
   *   obeysVerdict: ["POST /reports"],
   * });
   */
  protect(restApi: RestApi, options: ProtectOptions = {}): void {
    this.protectApi(restApi, options, false);
  }

  /**
   * Declares a REST API whose every route wants a key.
   *
   * @throws Error that names the option or the route at fault
   * @example keys.protectedApi("Shop", { routes: { "GET /orders": { handler, scope: "orders:read" } } });
   */
  protectedApi(id: string, props: ProtectedApiProps): RestApi {
    const { settings } = this.parsed;
    const { restApi, options } = new ProtectedApi(this, id, {
      ...props,
      settings,
      forwardOptionsOf: (handler) =>
        [...this.forwarders.values()].find((each) => each.function === handler)?.options,
    });
    this.protectApi(restApi, options, true);
    return restApi;
  }

  /**
   * Puts a function that obeys the verdict before a back end: an HTTP server, or a Lambda function in
   * any language that answers proxy events. docs/protect-your-api.md says what passes through.
   *
   * @param target the base URL, to which the request's path is appended, or the function
   * @returns the same function for the same target; one that streams is another one
   * @throws Error that names the argument at fault, or a target that had other options before
   * @example new LambdaIntegration(keys.forward("https://orders.internal.example.com"))
   */
  forward(target: string | IFunction, options: ForwardOptions = {}): IFunction {
    const named = typeof target === "string" ? digestOf(target) : target.node.addr.slice(-8);
    const name = options.stream ? `${named}Stream` : named;
    const known = this.forwarders.get(name);
    if (known) {
      refuseOtherOptions(target, options, known.options);
      return known.function;
    }
    const { settings } = this.parsed;
    const declared = declareForwarder(this, `Forward${name}`, target, options, settings);
    this.metrics?.countMissingVerdicts(declared, [declared]);
    this.forwarders.set(name, { function: declared.function, options });
    return declared.function;
  }

  /**
   * Lets a server check keys by itself, with `latchkey/verifier`. This also lets it rewrite the digests
   * of keys: a server that should not be able to do so asks `/v1/verify` instead.
   */
  grantVerify(grantee: IGrantable): Grant {
    return verifierStatements(this.table, this.secrets.pepper)
      .map((statement) => Grant.addToPrincipal({ grantee, ...statement }))
      .reduce((one, other) => one.combine(other));
  }

  /** The environment of a server that checks keys by itself: `createVerifier(fromEnvironment())`. */
  get verifierEnvironment(): Record<string, string> {
    const { settings, productSettings } = this.parsed;
    const { keyPrefix, plans, planRefusal, scopes } = productSettings;
    const { importedKeys } = settings;
    return {
      LATCHKEY_TABLE_NAME: this.table.tableName,
      LATCHKEY_PEPPER_SECRET_ARN: this.secrets.pepper.secretArn,
      LATCHKEY_VERIFIER_CONFIG: JSON.stringify({
        keyPrefix,
        plans,
        planRefusal,
        scopes,
        importedKeys,
      }),
    };
  }

  private protectApi(restApi: RestApi, options: ProtectOptions, isOwn: boolean): void {
    const { productSettings } = this.parsed;
    const protection = parseProtection(options, productSettings);
    const { accessLog } = options;
    if (accessLog) refuseOtherFormat(restApi);
    const guard = new ApiProtection(restApi, {
      protection,
      declareAuthorizer: (scope) =>
        declareAuthorizer(scope, {
          ...this.parsed,
          bundles: this.bundles,
          table: this.table,
          secrets: this.secrets,
          routes: protection.rules,
        }),
      openIntegrations: isOwn ? [notFoundIntegration(publicErrorBody)] : [],
      forwarders: () =>
        [...this.forwarders.values()].map(({ function: { functionArn: arn }, options }) => ({
          arn,
          streams: options.stream ?? false,
        })),
      hasResponses: isOwn,
    });
    this.alarms?.watchProtected(guard, restApi, guard.judge);
    this.metrics?.countPepperFaults(guard, [guard.judge]);
    if (!accessLog) return;
    this.searchIn(accessLog);
    this.countRefusals(accessLog);
    this.metrics?.countMoreVerdicts(guard, accessLog, protection.open);
  }
}

interface Forwarder {
  readonly function: IFunction;
  readonly options: ForwardOptions;
}

/** The function is there already, so options that it does not have would be lost without a word. */
function refuseOtherOptions(
  target: string | IFunction,
  { timeout, ...options }: ForwardOptions,
  { timeout: knownTimeout, ...known }: ForwardOptions,
): void {
  const names = new Set([...Object.keys(options), ...Object.keys(known)]);
  const other = [...names].filter(
    (name) => Reflect.get(options, name) !== Reflect.get(known, name),
  );
  if (timeout?.toSeconds() !== knownTimeout?.toSeconds()) other.push("timeout");
  if (other.length === 0) return;
  const what = typeof target === "string" ? target : target.node.path;
  throw new Error(`forward: ${what} is forwarded to with another ${other.join(", ")} already`);
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/**
 * API keys for the APIs of an app.
 *
 * @example
 * const keys = new Latchkey(this, "Keys", { scopes: { "orders:read": { label, description } } });
 * keys.protect(restApi, { open: ["GET /health"], scopes: { "GET /orders": "orders:read" } });
 */
export class Latchkey extends LatchkeyKeys {
  /** @throws ConfigError that names the property and its rule */
  constructor(scope: Construct, id: string, props: LatchkeyProps = {}) {
    const { site, sampleRoute: hasSampleRoute = site !== undefined, ...config } = props;
    const { region } = Stack.of(scope);
    const path = `${scope.node.path}/${id}`.replace(/^\//, "");
    const where = Token.isUnresolved(region) ? Aws.REGION : region;
    if (config.domain && !site) {
      throw new ConfigError(`${path}: domain needs site, since the distribution has the name`);
    }
    if (config.edgeLogs && !site) {
      throw new ConfigError(`${path}: edgeLogs needs site, since the distribution logs`);
    }
    if (site && !hasSampleRoute) {
      throw new ConfigError(
        `${path}: sampleRoute must be true with site, whose documentation calls it`,
      );
    }
    const defaults = hasSampleRoute ? {} : { scopes: scopesWithoutSample() };
    super(scope, id, {
      ...parseProps({ ...defaults, ...config }, where, path),
      site,
      hasSampleRoute,
    });
  }
}
