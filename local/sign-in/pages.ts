import { readFileSync } from "node:fs";

export const stylesheet = {
  path: "/sign-in.css",
  content: readFileSync(new URL("sign-in.css", import.meta.url)),
};

export interface SignInForm {
  /** The URL that the form is sent to. */
  readonly action: string;
  /** The email address that was typed before, or that the page expects. */
  readonly email: string;
  /** Why it was to no avail. */
  readonly failure?: string | undefined;
}

/** Asks who somebody is. Everything in it works without a script. */
export function signInPage({ action, email, failure }: SignInForm): string {
  const alert = failure
    ? `<p class="failure" id="failure" role="alert">${escapeHtml(failure)}</p>`
    : "";
  const described = failure ? ' aria-describedby="failure" aria-invalid="true"' : "";
  // After a failed attempt the password gets the focus, else the first empty field.
  const [atEmail, atPassword] = email === "" ? [" autofocus", ""] : ["", " autofocus"];
  return page(
    "Sign in to Latchkey",
    `${alert}
    <form method="post" action="${escapeHtml(action)}">
      <label for="email">Email</label>
      <input id="email" name="email" type="email" autocomplete="username" required
        value="${escapeHtml(email)}"${described}${atEmail}>
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required${described}${atPassword}>
      <button type="submit">Sign in</button>
    </form>
    <p class="hint">This is a local run. The terminal of <code>npm start</code> shows who can sign in, and the password.</p>`,
  );
}

/** Explains an error for which there is no page to return to. */
export function errorPage(error: string, description: string): string {
  return page(
    "This did not work",
    `<p>${escapeHtml(description)}</p><p class="hint"><code>${escapeHtml(error)}</code></p>`,
  );
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escapeHtml(title)}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${stylesheet.path}">
  </head>
  <body>
    <main>
    <h1>${escapeHtml(title)}</h1>
    ${content}
    </main>
  </body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
