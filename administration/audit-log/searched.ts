interface Texts {
  readonly event: string;
  readonly user_name: string | null;
  readonly address: string | null;
  readonly url: string | null;
  readonly reason: string | null;
  readonly data: string;
}

/**
 * The texts of an event as they are searched, whatever the letter case. They are kept a second time, because what the engines fold
 * themselves depends on their locale.
 */
export function searchedText({ event, user_name, address, url, reason, data }: Texts): string {
  return [event, user_name, address, url, reason, data]
    .filter((text) => text !== null)
    .join('\n')
    .toLowerCase();
}
