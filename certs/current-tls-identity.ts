import { Certificate } from './certificate.ts';
import type { TlsIdentity } from './tls-identity.ts';

/** A TLS identity that may be replaced while listeners and connections use it. */
export class CurrentTlsIdentity {
  private readonly users = new Set<(identity: TlsIdentity) => void>();
  private current: TlsIdentity;
  private first: Certificate;

  constructor(identity: TlsIdentity) {
    this.current = identity;
    this.first = Certificate.fromPem(identity.certificate);
  }

  get identity(): TlsIdentity {
    return this.current;
  }

  /** That of the key: the first of those that are shown. */
  get certificate(): Certificate {
    return this.first;
  }

  replace(identity: TlsIdentity): void {
    this.current = identity;
    this.first = Certificate.fromPem(identity.certificate);
    for (const user of this.users) user(identity);
  }

  /** Calls `user` with each identity that takes the place of the one before. */
  onReplaced(user: (identity: TlsIdentity) => void): void {
    this.users.add(user);
  }
}
