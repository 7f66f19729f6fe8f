import type { Clock } from '#config/clock.ts';
import { asDrumError, prefixed } from '#protocol/errors.ts';
import type { MessageLog } from '../message-log/message-log.ts';
import type { ExchangeLog } from './services.ts';

/** The message log as exchanges meet it: whatever keeps a message from being logged is `logging_failed.…`, as with X-Road. */
export function exchangeLog(
  log: Pick<MessageLog, 'append' | 'assertAcceptable' | 'assertLoggable'>,
  clock: Clock,
): ExchangeLog {
  return {
    append: async (record) => {
      try {
        return await log.append(record);
      } catch (error) {
        throw asDrumError(error).withPrefix(PREFIX);
      }
    },
    assertLoggable: (bodyBytes, exchange) => {
      log.assertLoggable(bodyBytes, exchange);
    },
    assertReady: () => {
      prefixed([PREFIX], () => {
        log.assertAcceptable(clock.now());
      });
    },
  };
}

const PREFIX = 'logging_failed';
