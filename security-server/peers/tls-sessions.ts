import type { SecureContext, TLSSocket } from 'node:tls';
import { BoundedMap } from '#certs/bounded-map.ts';
import type { Certificate } from '#certs/certificate.ts';
import { peerChain } from './tls.ts';

/** Peers whose last session is kept. */
const PEERS_MAX = 2_000;

interface KeptSession {
  readonly session: Buffer;
  /** What the peer showed when the session was agreed; in a resumed handshake no certificates travel. */
  readonly chain: readonly Certificate[];
}

/**
 * The last TLS session with each peer: to resume one costs neither side a signature. Sessions belong to the certificate
 * that this server showed, and go with it. Who resumes is judged as anew: by configuration and OCSP, at each connection.
 */
export class TlsSessions {
  private sessions = new BoundedMap<string, KeptSession>(PEERS_MAX);
  private context: WeakRef<SecureContext> | undefined;

  of(context: SecureContext, address: string): KeptSession | undefined {
    return this.context?.deref() === context ? this.sessions.get(address) : undefined;
  }

  keep(context: SecureContext, address: string, kept: KeptSession): void {
    if (this.context?.deref() !== context) {
      this.context = new WeakRef(context);
      this.sessions = new BoundedMap(PEERS_MAX);
    }
    this.sessions.set(address, kept);
  }

  forget(address: string): void {
    this.sessions.delete(address);
  }
}

/** The certificates of the peer behind a socket whose handshake has ended: as shown now, or when `resumed` was agreed. */
export function chainBehind(socket: TLSSocket, resumed: KeptSession | undefined): readonly Certificate[] {
  return resumed !== undefined && socket.isSessionReused() ? resumed.chain : peerChain(socket);
}
