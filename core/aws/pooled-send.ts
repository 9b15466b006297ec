import { Slots } from "../time/slots.ts";
import { type Connection, openConnection } from "./connection.ts";
import type { HttpResponse } from "./http-response.ts";
import { parseResponse, requestText, type Send } from "./send.ts";

export interface PoolOptions {
  readonly endpoint: URL;
  /** The most connections at a time; requests beyond that wait, within their deadline. */
  readonly maxConnections: number;
  /** An idle connection is closed after so long, give or take as much. */
  readonly idleMs: number;
  /** Takes every response, errors too, and when its request began and it had come, both by `nowMs`. */
  readonly onResponse: (response: HttpResponse, sentMs: number, receivedMs: number) => void;
  /** Milliseconds since a fixed moment; never runs backwards. */
  readonly nowMs: () => number;
}

export interface Pool {
  readonly send: Send;
  /** Closes idle connections now and the others after their request. Nothing can be sent any more. */
  close(): void;
}

interface IdleConnection {
  readonly connection: Connection;
  readonly sinceMs: number;
}

/**
 * Connections to one endpoint for a server, which has many requests at a time: at most so many, idle
 * ones closed, and none that would keep the process alive.
 */
export function createPool({ endpoint, nowMs, ...options }: PoolOptions): Pool {
  const slots = new Slots(options.maxConnections);
  /** The one used last is at the end, and is used first. */
  let idle: IdleConnection[] = [];
  let sweep: NodeJS.Timeout | undefined;
  let isClosed = false;

  function takeConnection(): Connection {
    for (let last = idle.pop(); last; last = idle.pop()) {
      if (last.connection.isOpen()) return last.connection;
    }
    return openConnection(endpoint);
  }

  function keep(connection: Connection): void {
    if (isClosed) connection.abandon();
    if (!connection.isOpen()) return;
    idle.push({ connection, sinceMs: nowMs() });
    sweep ??= setTimeout(closeIdle, options.idleMs).unref();
  }

  function closeIdle(): void {
    const latestMs = nowMs() - options.idleMs;
    const overdue = idle.filter(({ sinceMs }) => sinceMs <= latestMs);
    idle = idle.filter(({ sinceMs }) => sinceMs > latestMs);
    for (const { connection } of overdue) connection.abandon();
    sweep = idle.length > 0 ? setTimeout(closeIdle, options.idleMs).unref() : undefined;
  }

  const send: Send = async (headers, body, timeoutMs, deadline) => {
    if (isClosed) throw new Error("the connections are closed");
    const request = requestText(endpoint.pathname, headers, body);
    await slots.take(deadline);
    try {
      const connection = takeConnection();
      const forget = deadline.onEnd(connection.abandon);
      const sentMs = nowMs();
      const response = await connection
        .exchange(request, Math.min(timeoutMs, deadline.remainingMs))
        .finally(forget);
      options.onResponse(response, sentMs, nowMs());
      keep(connection);
      return parseResponse(response);
    } finally {
      slots.give();
    }
  };

  return {
    send,
    close() {
      isClosed = true;
      clearTimeout(sweep);
      for (const { connection } of idle.splice(0)) connection.abandon();
    },
  };
}
