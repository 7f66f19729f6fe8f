import { ERRORS, type ErrorCode } from '#protocol/errors.ts';

export interface Bilingual {
  readonly en: string;
  readonly bg: string;
}

/** A query that the register does not answer, with the HTTP status and what the caller is told beside the code. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: ErrorCode;
  readonly text: Bilingual;
  /** Further fields of the body, such as `missing`; they may repeat what the caller sent, so they are never logged. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: ErrorCode,
    options: { text?: Bilingual; extra?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    const text = options.text ?? { en: ERRORS[code].en, bg: ERRORS[code].bg };
    super(text.en, options.cause === undefined ? {} : { cause: options.cause });
    this.status = status;
    this.code = code;
    this.text = text;
    this.extra = options.extra ?? {};
  }

  /**
   * The body, in the shape of X-Road's own errors (PR-REST §4.6: type, message, detail) with what is ours beside it.
   * `detail` ties it to the log.
   */
  body(detail: string) {
    return {
      type: `register.${this.code}`,
      message: this.text.en,
      messageBg: this.text.bg,
      detail,
      next: ERRORS[this.code].next,
      ...this.extra,
    };
  }
}

/** Any thrown value as a refusal: what is not one is a fault of the register, and strangers learn nothing of it. */
export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(500, 'internal_error', { cause: error });
}
