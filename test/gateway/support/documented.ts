import { type RawResponse, rawRequest } from "../../support/raw-http.ts";
import { faultsOf, type ReceivedResponse, type SentRequest } from "./check-response.ts";

/**
 * `fetch` for tests over HTTP: what the OpenAPI document does not say of the answer fails the test.
 *
 * @throws Error that names the request and each fault
 */
export async function fetchDocumented(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init);
  const { pathname, search } = new URL(url);
  expectDocumented(
    {
      method: init.method ?? "GET",
      target: pathname + search,
      body: typeof init.body === "string" ? init.body : undefined,
    },
    { status: response.status, headers: response.headers, text: await response.clone().text() },
  );
  return response;
}

/** `rawRequest`, held to the document likewise. */
export async function rawDocumented(
  origin: string,
  lines: readonly (string | Buffer)[],
  body: string | Buffer = "",
  localAddress?: string,
): Promise<RawResponse> {
  const answer = await rawRequest(origin, lines, body, localAddress);
  const [method = "", target = ""] = String(lines[0]).split(" ");
  expectDocumented(
    { method, target, body: String(body) },
    { status: answer.status, headers: new Headers(answer.headers), text: answer.body },
  );
  return answer;
}

function expectDocumented(asked: SentRequest, answered: ReceivedResponse): void {
  const faults = faultsOf(asked, answered);
  if (faults.length === 0) return;
  const [path] = asked.target.split("?");
  throw new Error(
    `${asked.method} ${path} → ${answered.status} does not fit the OpenAPI document:\n- ${faults.join("\n- ")}`,
  );
}
