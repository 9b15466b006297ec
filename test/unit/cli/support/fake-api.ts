import type { Answer } from "../../../../cli/api/answer.ts";
import type { Call } from "../../../../cli/api/call.ts";
import type { ManagementApi } from "../../../../cli/api/management-api.ts";

/** A management API that gives prepared answers, and keeps what it was asked. */
export class FakeApi implements ManagementApi {
  readonly calls: Call[] = [];
  readonly #answers: Answer[];

  constructor(...answers: readonly Answer[]) {
    this.#answers = [...answers];
  }

  async ask(call: Call): Promise<Answer> {
    this.calls.push(call);
    const answer = this.#answers.shift();
    if (!answer) throw new Error("nothing was prepared for this call");
    return answer;
  }
}

export function answered(status: number, body: unknown): Answer {
  return { status, body, headers: new Headers(), requestId: "request-1" };
}
