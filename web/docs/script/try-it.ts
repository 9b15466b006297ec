/** The key that the reader typed. It is never stored, so it is gone with the page. */
let typedKey = "";

/** Activates the forms that call the API from this page. */
export function makeTryIt(): void {
  const keyFields = document.querySelectorAll<HTMLInputElement>(".try-key");
  for (const field of keyFields) {
    field.addEventListener("input", () => {
      typedKey = field.value;
      for (const other of keyFields) other.value = typedKey;
    });
  }
  for (const form of document.querySelectorAll<HTMLFormElement>(".try form")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = form.querySelector(".try-answer");
      if (!answer) return;
      answer.textContent = "Sending…";
      answer.textContent = await send(form);
    });
  }
  // Browsers keep a page that one may go back to, fields included.
  addEventListener("pagehide", () => {
    typedKey = "";
    for (const field of keyFields) field.value = "";
  });
}

async function send(form: HTMLFormElement): Promise<string> {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value !== "") query.set(name, value);
  }
  const search = query.size > 0 ? `?${query}` : "";
  const key = form.querySelector(".try-key") ? typedKey.trim() : "";
  try {
    const response = await fetch(`${form.dataset.path}${search}`, {
      headers: key === "" ? {} : { Authorization: `Bearer ${key}` },
      // No cookie of this host, and nothing that a cache kept of an earlier answer.
      credentials: "omit",
      cache: "no-store",
    });
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
    return `${response.status}\n${headers.join("\n")}\n\n${readable(await response.text())}`;
  } catch (error) {
    return `No response: ${error instanceof Error ? error.message : error}`;
  }
}

function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
