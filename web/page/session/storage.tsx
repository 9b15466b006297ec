import { RequireSession } from "./gate.tsx";

/** Whether the browser lets the page remember a sign-in over its way to the issuer and back. */
export function mayStore(): boolean {
  try {
    return sessionStorage.length >= 0;
  } catch {
    return false;
  }
}

export function StorageForbidden() {
  return (
    <RequireSession
      title="You are not signed in"
      text="This browser lets the page store nothing, which signing in needs for a moment. Allow cookies and site data for it."
      action="Try again"
      onAction={() => location.reload()}
    />
  );
}
