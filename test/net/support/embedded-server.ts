import { createServer } from "node:http";
import { createVerifier, type VerifyRequest } from "../../../verifier/create-verifier.ts";
import { localRun } from "../../../verifier/local-run.ts";

export interface EmbeddedServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A server of somebody else's that checks keys by the embedded verifier: `/embedded?cost&scope&ip`
 * asks as `/v1/verify` does.
 *
 * @param runDirectory of the Latchkey whose keys it checks
 * @param dynamodb where the verifier finds the table
 */
export async function startEmbeddedServer(
  runDirectory: string,
  dynamodb: string,
  nowMs: () => number,
): Promise<EmbeddedServer> {
  const { endpoints, ...options } = await localRun(runDirectory);
  const verifier = createVerifier(
    { ...options, endpoints: { ...endpoints, dynamodb }, onFault: () => {} },
    { monotonicMs: nowMs, wallEpochMs: nowMs },
  );
  const server = createServer(async (request, response) => {
    const query = new URL(request.url ?? "", "http://localhost").searchParams;
    const { authorization } = request.headers;
    const checked = await verifier.verify(authorization, demandOf(query));
    const body = checked.allowed ? {} : checked.body;
    response.writeHead(checked.status, { ...checked.headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    async stop() {
      await verifier.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function demandOf(query: URLSearchParams): VerifyRequest {
  return {
    cost: Number(query.get("cost") ?? 1),
    scope: query.get("scope") ?? undefined,
    ip: query.get("ip") ?? undefined,
  };
}
