import { DrumError } from '#protocol/errors.ts';

/** What became of an action: `accepted`, or `code: message` of its DrumError. Anything else that it throws is a bug and goes on. */
export function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof DrumError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

/** The same for an action that takes time. */
export async function refusalOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof DrumError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}
