import type { Failure } from "./failure.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";

/** The outcome of a request, without anything that a client sent. */
export interface Handled {
  readonly answer: HttpResponse;
  readonly requestId: string;
  readonly httpMethod: string;
  /** `/v1/models`; undefined if no resource fits. */
  readonly resourcePath: string | undefined;
  readonly failure: Failure | undefined;
  /** In the format of the API's stage; undefined if the stage has no access log. */
  readonly accessLogLine: string | undefined;
  /** The log group that the line goes to, if it goes to one. */
  readonly accessLogGroup?: string | undefined;
  /** The response of the API, if it came to one; a distribution may answer otherwise. */
  readonly apiResponse?: ApiResponse;
}

/** The answer of an API itself, as its metrics see it. */
export interface ApiResponse {
  readonly apiName: string;
  readonly stageName: string;
  readonly status: number;
  readonly latencyMs: number;
}

/** Answers all requests to one host: the APIs themselves, or a distribution in front of them. */
export interface HttpHost {
  /** @throws only on a defect of the gateway itself */
  handle(request: HttpRequest): Promise<Handled>;
  /** Answers what the HTTP parser refused, so that it never became a request. */
  handleUnparsable(failure: Failure, sourceIp: string): Handled;
}
