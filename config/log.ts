import winston from 'winston';
import { withoutPersonalNumbers } from './personal-numbers.ts';

export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

/** What stands beside a message. Never a secret, never a personal identifier. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * A program's log: one JSON object a line on standard error, so that standard output stays for results. Errors are written
 * with code, text and the detail that strangers were told; their stack and cause stay here. A person's number that somebody
 * has put into an identifier or an address does not get into it.
 */
export function createLog(program: string, level: 'debug' | 'info' | 'warn' | 'error' = 'info'): Log {
  const logger = winston.createLogger({
    level,
    defaultMeta: { program },
    format: winston.format.combine(winston.format.timestamp(), winston.format.json({ replacer: describe })),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston's own types disagree with each other
    transports: [new winston.transports.Console({ stderrLevels: ['debug', 'info', 'warn', 'error'] })],
  });
  return {
    debug: (message, fields = {}) => void logger.debug(message, fields),
    info: (message, fields = {}) => void logger.info(message, fields),
    warn: (message, fields = {}) => void logger.warn(message, fields),
    error: (message, fields = {}) => void logger.error(message, fields),
  };
}

function describe(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return withoutPersonalNumbers(value);
  if (!(value instanceof Error)) return value;
  return {
    ...('code' in value ? { code: value.code } : {}),
    ...('detail' in value ? { detail: value.detail } : {}),
    text: value.message,
    stack: value.stack,
    ...(value.cause === undefined ? {} : { cause: value.cause }),
  };
}
