import type { Failure } from "./failure.ts";
import type { Handled } from "./gateway.ts";
import type { Request } from "./message.ts";

/** What answers all requests to a host: the APIs themselves, or a distribution before them. */
export interface FrontDoor {
  /** @throws only where the gateway itself is broken */
  handle(request: Request): Promise<Handled>;
  /** Answers what never became a request: what the HTTP parser refused. */
  handleUnparsable(failure: Failure, sourceIp: string): Handled;
}
