import type { Method, RestApi, ThrottleModel } from "../template/model.ts";
import type { Route } from "./route.ts";

/**
 * Each method's token bucket: "per-API, per-stage throttling limits are applied at the API method level for a
 * stage", so that the stage's setting is one for each method and not one for all together. Quotas of the
 * account are not imitated.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class Throttles {
  readonly #buckets = new Map<Method, Bucket>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** @returns whether the route's method has room for one request more */
  take({ throttles }: RestApi, route: Route): boolean {
    const { method, resource } = route;
    const known = this.#buckets.get(method);
    if (known) return known.take(this.#nowMs());
    const [name = ""] = [...resource.methods].find(([, each]) => each === method) ?? [];
    const throttle = throttles.get(`${name} ${resource.path}`) ?? throttles.get("* /*");
    if (!throttle) return true;
    const bucket = new Bucket(throttle, this.#nowMs());
    this.#buckets.set(method, bucket);
    return bucket.take(this.#nowMs());
  }
}

export class Bucket {
  readonly #throttle: ThrottleModel;
  #tokens: number;
  #filledAtMs: number;

  constructor(throttle: ThrottleModel, nowMs: number) {
    this.#throttle = throttle;
    this.#tokens = throttle.burst;
    this.#filledAtMs = nowMs;
  }

  take(nowMs: number): boolean {
    const { ratePerSecond, burst } = this.#throttle;
    const added = ((nowMs - this.#filledAtMs) / 1000) * ratePerSecond;
    this.#tokens = Math.min(burst, this.#tokens + added);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
