import { drumError } from '#protocol/errors.ts';
import type { ServiceId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';

/** Exchanges under way, by service: one whose provider does not answer must not keep those of all others out. */
export class ServiceShares {
  private readonly underWay = new Map<string, number>();
  private readonly exchangesMax: number;

  /** @param exchangesMax system parameter `proxy.max-exchanges-per-service` */
  constructor(exchangesMax: number) {
    this.exchangesMax = exchangesMax;
  }

  /** Does the work of an exchange. Throws `overloaded` when the service has its share already. */
  async within<T>(service: ServiceId, work: () => Promise<T>): Promise<T> {
    const key = keyOf(service);
    const others = this.underWay.get(key) ?? 0;
    if (others >= this.exchangesMax) {
      throw drumError('overloaded', `Too many exchanges with ${key} are under way`);
    }
    this.underWay.set(key, others + 1);
    try {
      return await work();
    } finally {
      const left = (this.underWay.get(key) ?? 1) - 1;
      if (left > 0) this.underWay.set(key, left);
      else this.underWay.delete(key);
    }
  }
}
