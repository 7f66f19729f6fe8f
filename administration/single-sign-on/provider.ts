/** What a provider says of somebody who has proved there who they are. */
export interface Assertion {
  /** What it calls the person, always the same; may be a personal identifier. */
  readonly subject: string;
  /** What the person may be called here. */
  readonly name?: string;
  readonly groups: readonly string[];
}

/** What a browser is sent to the provider with. */
export type Departure =
  | { readonly redirect: string }
  /** A form that the browser sends there. */
  | { readonly post: { readonly url: string; readonly fields: Readonly<Record<string, string>> } };

/** What a browser came back with. */
export interface Arrival {
  /** The whole address. */
  readonly url: URL;
  readonly form: Readonly<Record<string, unknown>>;
}

/** Somebody else who knows the users. */
export interface SignOnProvider {
  /** `memory`: what the answer will be held against; kept by us. Throws `sign_on_provider_failed`. */
  begin(state: string): Promise<{ readonly departure: Departure; readonly memory: string }>;
  /** Throws `sign_on_refused` for an answer that is not what it should be, `sign_on_provider_failed`. */
  finish(arrival: Arrival, state: string, memory: string): Promise<Assertion>;
  /** What the provider is to know of us (XML), where its protocol has such a thing. */
  metadata?(): string;
}
