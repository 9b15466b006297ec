import { useCallback, useState } from "preact/hooks";
import type { Account } from "../api/account.ts";
import { Badge } from "../components/badge.tsx";
import { Failure } from "../components/failure.tsx";
import { Field } from "../components/field.tsx";
import { Name } from "../components/name.tsx";
import { ListSkeleton } from "../components/skeleton.tsx";
import { Title } from "../components/title.tsx";
import { useConfig } from "../config-context.ts";
import { counted } from "../format/numbers.ts";
import { labelOf } from "../format/plans.ts";
import { Link, useNavigation } from "../navigation/navigation.tsx";
import { useLoaded } from "../workspace/use-loaded.ts";
import { useOperator } from "./operator-context.ts";
import { accountPath, keyPath, requestPath } from "./paths.ts";
import { type Query, queryOf, withoutSecret } from "./query.ts";

/** Finds accounts, keys and requests. What is searched for is in the address, so that one can go back. */
export function SearchPage() {
  const { keyPrefix } = useConfig();
  const { search, visit, setSearch } = useNavigation();
  const asked = withoutSecret(new URLSearchParams(search).get("q") ?? "", keyPrefix);
  const [text, setText] = useState(asked);
  const [isCut, setCut] = useState(false);
  const query = queryOf(asked, keyPrefix);

  const enter = (entered: string) => {
    const safe = withoutSecret(entered, keyPrefix);
    setCut(safe !== entered || (isCut && safe === text));
    setText(safe);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = queryOf(text, keyPrefix);
    if (wanted.kind === "request") visit(requestPath(wanted.id));
    else setSearch(wanted.kind === "nothing" ? "" : `?${new URLSearchParams({ q: text.trim() })}`);
  };
  return (
    <>
      <Title text="Search">Search</Title>
      <search>
        <form class="search" onSubmit={submit}>
          <Field
            label="Account, key or request"
            hint={
              isCut
                ? "Only the key’s prefix is kept, and sent. If the whole key came to you by a ticket or a chat, it has leaked: rotate it."
                : "An account’s ID, the beginning of one, or its contact address; a key’s prefix; or the x-amzn-RequestId of an answer."
            }
            fault={undefined}
            control={(props) => (
              <input
                {...props}
                class="input"
                type="search"
                autoComplete="off"
                spellcheck={false}
                value={text}
                onInput={({ currentTarget }) => {
                  enter(currentTarget.value);
                  currentTarget.value = withoutSecret(currentTarget.value, keyPrefix);
                }}
              />
            )}
          />
          <button type="submit" class="button button-primary">
            Search
          </button>
        </form>
      </search>
      {query.kind !== "nothing" && <Results key={asked} of={query} />}
    </>
  );
}

function Results({ of: query }: { readonly of: Query }) {
  const { api } = useOperator();
  const { visit, setSearch } = useNavigation();
  // A search that leads on by itself must not stay in the address: one could not go back past it.
  const leadOn = (target: string) => {
    setSearch("");
    visit(target);
  };
  const load = useCallback(async () => {
    if (query.kind === "request") {
      leadOn(requestPath(query.id));
      return undefined;
    }
    if (query.kind === "nothing") return undefined;
    if (query.kind === "accounts") return api.accounts(query.text);
    const found = await api.key(query.reference);
    if (!found) return api.accounts(query.reference);
    leadOn(keyPath(found.accountId, found.key.id));
    return undefined;
  }, []);
  const { loaded, reload } = useLoaded(load, "results");
  if (loaded.phase === "loading") return <ListSkeleton rows={3} />;
  if (loaded.phase === "failed") {
    return <Failure error={loaded.error} what="The search failed." onRetry={reload} />;
  }
  if (!loaded.value) return null;
  const { entries, cursor } = loaded.value;
  return (
    <section aria-label="Accounts">
      <p class="list-line muted" role="status">
        {entries.length === 0
          ? "Nothing found. Key prefixes and account IDs have to match to the letter."
          : `${counted(entries.length, "account")} found`}
        {cursor !== undefined && "; there are more. Enter more of the ID."}
      </p>
      <ul class="found">
        {entries.map((account) => (
          <Found key={account.id} of={account} />
        ))}
      </ul>
    </section>
  );
}

function Found({ of: account }: { readonly of: Account }) {
  const { plans } = useConfig();
  return (
    <li class="card found-account">
      <Link to={accountPath(account.id)}>
        <Name>{account.name ?? account.id}</Name>
      </Link>
      <code class="prefix">{account.id}</code>
      <span class="badges">
        <Badge tone={plans.isEligible(account.plan) ? "good" : "warning"}>
          {labelOf(account.plan, plans)}
        </Badge>
        {account.isSuspended && <Badge tone="danger">Suspended</Badge>}
      </span>
      <span class="muted">{counted(account.activeKeys, "key")}</span>
    </li>
  );
}
