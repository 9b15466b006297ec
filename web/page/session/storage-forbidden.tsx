import { SignInCard } from "./sign-in-card.tsx";

export function StorageForbidden() {
  return (
    <SignInCard
      title="You are not signed in"
      text="Your browser blocks storage for this page, and signing in needs it. Allow cookies and site data for this site, then try again."
      action="Try again"
      onAction={() => location.reload()}
    />
  );
}
