/** A browser as far as signing in goes: it keeps cookies and shows redirects instead of following. */
export class Browser {
  readonly #cookies = new Map<string, Cookie>();

  async get(url: string): Promise<Response> {
    return this.#fetch(url, {});
  }

  async submit(url: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    return this.#fetch(url, { method: "POST", body: new URLSearchParams(fields) });
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { pathname } = new URL(url);
    const cookies = [...this.#cookies.values()].filter(({ path }) => pathname.startsWith(path));
    const headers = { Cookie: cookies.map(({ pair }) => pair).join("; ") };
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  #keep(line: string): void {
    const [pair = "", ...attributes] = line.split("; ");
    const path = attributes.find((attribute) => attribute.startsWith("path="))?.slice(5) ?? "/";
    const isGone = attributes.some((attribute) => /^expires=Thu, 01 Jan 1970/.test(attribute));
    const name = `${pair.split("=", 1)[0]} ${path}`;
    if (isGone) this.#cookies.delete(name);
    else this.#cookies.set(name, { pair, path });
  }
}

interface Cookie {
  readonly pair: string;
  readonly path: string;
}
