import type { RequestListener } from 'node:http';
import type { ServerContext } from '../context.ts';
import type { AuthenticationIdentity } from '../signer/selection.ts';
import { PeerListener } from './listener.ts';

const RETRY_MS = 1_000;

/**
 * The server-proxy's door. It opens when the server has an authentication certificate that may be shown, shows the one that
 * is chosen now to each new peer, and stays open when there is none for a while: peers judge the certificate themselves.
 */
export class PeerEndpoint {
  private readonly context: ServerContext;
  private readonly identity: () => Promise<AuthenticationIdentity>;
  private readonly handle: RequestListener;
  private readonly onOpen: () => void;
  private ticketKeys: Uint8Array | undefined;
  private listener: PeerListener | undefined;
  private shown: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private refreshing: Promise<void> | undefined;
  private stopped = false;

  constructor(
    context: ServerContext,
    identity: () => Promise<AuthenticationIdentity>,
    { handle, onOpen }: { readonly handle: RequestListener; readonly onOpen: () => void },
  ) {
    this.context = context;
    this.identity = identity;
    this.handle = handle;
    this.onOpen = onOpen;
  }

  get isOpen(): boolean {
    return this.listener !== undefined;
  }

  /** Opens, or shows another certificate, when keys, OCSP responses or configuration have changed. Throws when a port is taken. */
  refresh(): Promise<void> {
    this.refreshing ??= this.run().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  /** 48 bytes that TLS session tickets are protected with, instead of this process's own. */
  protectTicketsWith(keys: Uint8Array): void {
    this.ticketKeys = keys;
    this.listener?.protectTicketsWith(keys);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.listener?.stop();
  }

  abort(): void {
    this.listener?.abort();
  }

  private async run(): Promise<void> {
    let identity: AuthenticationIdentity;
    try {
      identity = await this.identity();
    } catch (error) {
      if (this.stopped) return;
      this.context.log.debug('No authentication certificate can be shown yet', { error });
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.refresh().catch(() => undefined), RETRY_MS);
      return;
    }
    // A stop does not wait for the signer: nothing may be opened behind its back.
    if (this.stopped) return;
    if (this.listener === undefined) {
      const listener = new PeerListener(this.context, identity, this.handle);
      if (this.ticketKeys !== undefined) listener.protectTicketsWith(this.ticketKeys);
      await listener.start();
      this.listener = listener;
      this.onOpen();
    } else if (this.shown !== identity.certificate.sha256Hex) {
      this.listener.renew(identity);
    }
    this.shown = identity.certificate.sha256Hex;
  }
}
