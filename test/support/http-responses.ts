import fc from "fast-check";

/** An answer as bytes, and what it says. */
export interface Wire {
  readonly wire: Buffer;
  readonly expected: {
    readonly status: number;
    readonly body: string;
    readonly keepsConnection: boolean;
  };
}

/** A body, and an answer that carries it in one of the two ways there are. */
export const answers: fc.Arbitrary<Wire> = fc
  .record({
    status: fc.integer({ min: 200, max: 599 }).filter((status) => status !== 204 && status !== 304),
    reason: fc.stringMatching(/^[ -~]{0,20}$/),
    body: fc.string({ unit: "grapheme", maxLength: 200 }),
    headers: fc.array(
      fc.tuple(fc.stringMatching(/^X-[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}$/), value()),
      {
        maxLength: 5,
      },
    ),
    chunkSizes: fc.option(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 })),
    closes: fc.boolean(),
  })
  .map(({ status, reason, body, headers, chunkSizes, closes }) => {
    const bytes = Buffer.from(body);
    const framing = chunkSizes ? "transfer-Encoding: Chunked" : `Content-length: ${bytes.length}`;
    const lines = headers.map(([name, content]) => `${name}:${content}`);
    const head = [`HTTP/1.1 ${status} ${reason}`, framing, ...lines];
    if (closes) head.push("Connection: Close");
    const sent = chunkSizes ? chunked(bytes, chunkSizes) : bytes;
    const wire = Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), sent]);
    return { wire, expected: { status, body, keepsConnection: !closes } };
  });

function value() {
  return fc.stringMatching(/^[ \t]*[!-~\u0080-\u00ff]{0,20}[ \t]*$/);
}

function chunked(bytes: Buffer, sizes: readonly number[]): Buffer {
  const parts: Buffer[] = [];
  for (let start = 0, index = 0; start < bytes.length; index++) {
    const chunk = bytes.subarray(start, start + (sizes[index % sizes.length] ?? 1));
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n"));
    start += chunk.length;
  }
  return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")]);
}

/** The same with one byte changed, left out or put in. */
export const changedResponses: fc.Arbitrary<Buffer> = fc
  .tuple(
    answers,
    fc.nat(),
    fc.constantFrom("change", "leave out", "put in"),
    fc.oneof(fc.constantFrom(...Buffer.from("\r\n\0 :,;0129aF\t")), fc.nat({ max: 255 })),
  )
  .map(([{ wire }, place, change, byte]) => {
    const at = place % wire.length;
    const after = change === "put in" ? at : at + 1;
    const put = change === "leave out" ? [] : [byte];
    return Buffer.concat([wire.subarray(0, at), Buffer.from(put), wire.subarray(after)]);
  });
