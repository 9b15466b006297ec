import * as z from "zod";

/** The expected response of a case, besides the rules for every response. */
const expectations = [
  /** 401 "Missing Authorization Bearer token". */
  "missing",
  /** 401 "Invalid API key". */
  "invalid",
  /** 401 "Invalid credentials". */
  "not-an-operator",
  /** 2xx or 304. */
  "accepted",
  /** 400, a use case's or the gateway's. */
  "bad-request",
  /** 4xx. */
  "refused",
  /** Whatever is documented, but nothing that a credential is needed for. */
  "not-served",
] as const;

/**
 * A request as it goes over the line. Each character of its texts is one byte. `{{name}}` stands for
 * what differs from run to run, such as a key; so what failed once can be written down and sent again.
 */
export const wireCaseSchema = z.strictObject({
  /** What is unusual about it. */
  name: z.string(),
  /** The request line, then headers; `Host`, `Connection` and a missing `Content-Length` are added. */
  lines: z.array(z.string()).min(1),
  body: z.string().optional(),
  expect: z.enum(expectations).optional(),
});

export type WireCase = z.infer<typeof wireCaseSchema>;
export type Expectation = (typeof expectations)[number];

/** Bytes as a text of one character each. */
export function bytesOf(text: string | Uint8Array): string {
  return Buffer.from(text).toString("latin1");
}

/** The values of the placeholders. */
export type Names = Readonly<Record<string, string>>;

export interface FilledCase {
  readonly lines: readonly Buffer[];
  readonly body: Buffer;
}

const placeholder = /\{\{(\w+)(?:([~<>])(\d+))?\}\}/g;

/**
 * Puts in what the placeholders stand for: `{{live}}` for all of it, `{{live<5}}` for its first five
 * characters, `{{live>5}}` for those after them, `{{live~5}}` for all, with another character at 5.
 * Unknown ones stay, since braces are odd input too.
 */
export function fill({ lines, body = "" }: WireCase, names: Names): FilledCase {
  const put = (text: string) =>
    Buffer.from(
      text.replace(placeholder, (whole, name: string, part: string | undefined, at: string) => {
        const value = names[name];
        return value === undefined ? whole : partOf(value, part, Number(at));
      }),
      "latin1",
    );
  const filled = put(body);
  const isLengthGiven = lines.some((line) => /^(content-length|transfer-encoding):/i.test(line));
  const length =
    filled.length === 0 || isLengthGiven ? [] : [Buffer.from(`Content-Length: ${filled.length}`)];
  return { lines: [...lines.map(put), ...length], body: filled };
}

function partOf(value: string, part: string | undefined, at: number): string {
  if (part === "<") return value.slice(0, at);
  if (part === ">") return value.slice(at);
  if (part === "~")
    return value.slice(0, at) + (value[at] === "a" ? "b" : "a") + value.slice(at + 1);
  return value;
}
