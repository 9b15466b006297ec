import type { AwsCredentials, AwsService } from "./sign.ts";

/** What Lambda tells a function about where it runs. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The credentials of the function's role. Read anew for each request, since Lambda may replace them
 * in a long-lived container.
 *
 * @throws Error where the environment has none
 */
export function credentialsFrom(environment: Environment): AwsCredentials {
  const sessionToken = environment.AWS_SESSION_TOKEN;
  return {
    accessKeyId: required(environment, "AWS_ACCESS_KEY_ID"),
    secretAccessKey: required(environment, "AWS_SECRET_ACCESS_KEY"),
    ...(sessionToken ? { sessionToken } : {}),
  };
}

export function regionFrom(environment: Environment): string {
  return required(environment, "AWS_REGION");
}

/**
 * Where a service is called: what `AWS_ENDPOINT_URL_<SERVICE>` or `AWS_ENDPOINT_URL` says, as all
 * of AWS's SDKs have it (SDKs and Tools Reference Guide, "Service-specific endpoints"), else the
 * service's regional endpoint in the region's partition.
 *
 * @param suffix the service's in the name of its variable
 * @throws Error where what is configured is no such URL
 */
export function endpointFrom(
  environment: Environment,
  service: AwsService,
  suffix = service === "dynamodb" ? "DYNAMODB" : "SECRETS_MANAGER",
): URL {
  const configured = environment[`AWS_ENDPOINT_URL_${suffix}`] || environment.AWS_ENDPOINT_URL;
  if (configured && environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS !== "true") {
    return httpUrl(configured);
  }
  const region = regionFrom(environment);
  return new URL(`https://${service}.${region}.${dnsSuffix(region)}`);
}

/** `localhost:8000` is a URL too: of the scheme `localhost`, and without a host. */
function httpUrl(configured: string): URL {
  const url = new URL(configured);
  if (["http:", "https:"].includes(url.protocol)) return url;
  throw new Error("AWS_ENDPOINT_URL does not begin with http:// or https://");
}

/**
 * @throws Error that names the variable
 */
export function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (!value) throw new Error(`environment variable ${name} is not set`);
  return value;
}

/** The partitions that offer API Gateway with Lambda authorizers to the public. */
function dnsSuffix(region: string): string {
  if (region.startsWith("cn-")) return "amazonaws.com.cn";
  if (region.startsWith("eusc-")) return "amazonaws.eu";
  return "amazonaws.com";
}
