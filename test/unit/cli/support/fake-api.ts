import type { ApiResponse } from "../../../../cli/api/api-response.ts";
import type { Call } from "../../../../cli/api/call.ts";
import type { ManagementApi } from "../../../../cli/api/management-api.ts";

/** A management API that gives prepared answers, and keeps what it was asked. */
export class FakeApi implements ManagementApi {
  readonly calls: Call[] = [];
  readonly #answers: ApiResponse[];

  constructor(...answers: readonly ApiResponse[]) {
    this.#answers = [...answers];
  }

  async request(call: Call): Promise<ApiResponse> {
    this.calls.push(call);
    const response = this.#answers.shift();
    if (!response) throw new Error("nothing was prepared for this call");
    return response;
  }
}

export function answered(status: number, body: unknown): ApiResponse {
  return { status, body, headers: new Headers(), requestId: "request-1" };
}
