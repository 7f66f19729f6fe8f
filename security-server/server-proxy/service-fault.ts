import { DrumError } from '#protocol/errors.ts';
import { errorOfFault, type SoapFault } from '#protocol/soap/fault.ts';

/** A fault of the provider's service itself: it goes to the consumer as it came, unsigned, and nobody adds to its code. */
export class ServiceFault extends DrumError {
  /** As it came. */
  readonly bytes: Buffer;

  constructor(fault: SoapFault, bytes: Buffer) {
    const { code, message, detail } = errorOfFault(fault);
    super(code, message, { detail });
    this.bytes = bytes;
  }
}
