import { promisify } from "node:util";
import { deflate, gzip } from "node:zlib";
import { type HttpRequest, type HttpResponse, headerValue } from "./message.ts";

/*
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-receive-response-with-compressed-payload.html
 */

type Compress = (content: Buffer) => Promise<Buffer>;

const codings: ReadonlyMap<string, Compress> = new Map<string, Compress>([
  ["gzip", promisify<Buffer, Buffer>(gzip)],
  ["deflate", promisify<Buffer, Buffer>(deflate)],
]);

/** @param leastBytes as the API's MinimumCompressionSize; undefined if it compresses nothing */
export async function compress(
  answer: HttpResponse,
  request: HttpRequest,
  leastBytes: number | undefined,
): Promise<HttpResponse> {
  if (leastBytes === undefined || answer.stream || answer.body.length < leastBytes) return answer;
  if (headerValue(answer.headers, "Content-Encoding") !== undefined) return answer;
  const coding = preferredCoding(headerValue(request.headers, "Accept-Encoding") ?? "");
  const compressed = await codings.get(coding ?? "")?.(answer.body);
  if (coding === undefined || !compressed) return answer;
  return {
    ...answer,
    headers: [...answer.headers, ["Content-Encoding", coding]],
    body: compressed,
  };
}

/** "The highest-priority content encoding must be one supported by API Gateway." Of several, the first that is. */
function preferredCoding(accepted: string): string | undefined {
  const weighted = accepted
    .toLowerCase()
    .split(",")
    .map((part) => part.split(";").map((text) => text.trim()))
    .map(([name = "", weight = "q=1"]) => ({ name, weight: Number(weight.replace(/^q=/, "")) }))
    .filter(({ weight }) => weight > 0);
  const greatest = Math.max(...weighted.map(({ weight }) => weight));
  return weighted.find(({ name, weight }) => weight === greatest && codings.has(name))?.name;
}
