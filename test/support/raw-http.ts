import { connect, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";

export interface RawResponse {
  readonly status: number;
  /** By lower-case name; what came several times is joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends a request exactly as written, which no HTTP client would let a test do, and reads the
 * answer until the server closes the connection.
 *
 * @param lines the request line and the headers, `Host` and `Connection` excepted
 * @param localAddress the address to send it from, such as 127.0.0.2
 */
export function rawRequest(
  origin: string,
  lines: readonly (string | Buffer)[],
  body: string | Buffer = "",
  localAddress?: string,
): Promise<RawResponse> {
  const [requestLine = "", ...headers] = lines;
  const head = [requestLine, `Host: ${new URL(origin).host}`, "Connection: close", ...headers];
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connectTo(new URL(origin), localAddress);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    const settle = () => resolve(parse(Buffer.concat(chunks).toString("latin1")));
    socket.on("end", settle);
    // A server that has answered before it had read all may reset the line.
    socket.on("error", (error) => (chunks.length > 0 ? settle() : reject(error)));
    const bytes = head.flatMap((line) => [Buffer.from(line), Buffer.from("\r\n")]);
    socket.write(Buffer.concat([...bytes, Buffer.from("\r\n"), Buffer.from(body)]));
  });
}

function connectTo({ protocol, hostname: host, port }: URL, localAddress?: string): Socket {
  const from = localAddress === undefined ? {} : { localAddress };
  return protocol === "https:"
    ? connectSecurely({ port: Number(port || 443), host, servername: host, ...from })
    : connect({ port: Number(port || 80), host, ...from });
}

function parse(received: string): RawResponse {
  // Such as 100 Continue, after which the answer proper comes.
  const text = received.replace(/^(HTTP\/1\.1 1\d\d [\s\S]*?\r\n\r\n)+/, "");
  const end = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  const raw = text.slice(end + 4);
  return {
    status: Number(statusLine.split(" ")[1]),
    headers,
    body: headers["transfer-encoding"] === "chunked" ? dechunk(raw) : raw,
  };
}

function dechunk(raw: string): string {
  let rest = raw;
  let body = "";
  for (;;) {
    const lineEnd = rest.indexOf("\r\n");
    const size = Number.parseInt(rest.slice(0, lineEnd), 16);
    if (!size) return body;
    body += rest.slice(lineEnd + 2, lineEnd + 2 + size);
    rest = rest.slice(lineEnd + 4 + size);
  }
}
