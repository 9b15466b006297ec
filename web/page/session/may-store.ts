/** Whether the browser allows session storage, which a sign-in needs. */
export function mayStore(): boolean {
  try {
    return sessionStorage.length >= 0;
  } catch {
    return false;
  }
}
