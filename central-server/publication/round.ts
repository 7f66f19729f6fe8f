import type { Clock } from '#config/clock.ts';
import type { Log } from '#config/log.ts';
import type { CatalogueRepository } from '../catalogue/repository.ts';
import type { CentralServerFile } from '../file.ts';
import type { Identity, KnownIdentity } from '../identity.ts';
import type { ManagementServices } from '../management/services.ts';
import type { Tokens } from '../signing/tokens.ts';
import { applySigningKeys } from '../signing-keys.ts';
import type { Anchors } from './anchors.ts';
import { Judge } from './judge.ts';
import { Publisher, type Missing } from './publisher.ts';

interface RoundOptions {
  readonly file: CentralServerFile;
  readonly root: string;
  readonly repository: CatalogueRepository;
  readonly identity: Identity;
  readonly tokens: Tokens;
  readonly anchors: Anchors;
  readonly management: ManagementServices;
  readonly clock: Clock;
  readonly log: Log;
  /** Publishes, and takes note of how that ends. */
  readonly watched: (publish: () => Promise<Missing | undefined>) => Promise<void>;
}

/** One round of a central server's work: as much of it as is set up by now, up to publication. */
export class Round {
  private readonly options: RoundOptions;
  readonly publisher: Publisher;
  /** Counts how often keys were to be brought to what the file declares, and the last time that they were. */
  private wantedKeys = 1;
  private appliedKeys = 0;
  private isListening = false;
  private missing: Missing | undefined;

  constructor(options: RoundOptions) {
    this.options = options;
    const { repository, file, clock, management } = options;
    this.publisher = new Publisher({
      ...options,
      judge: new Judge({ repository, parameters: file.parameters, clock }),
      registrationCertificate: () => management.registrationCertificate,
    });
  }

  async run(): Promise<void> {
    const { repository, management, anchors, watched } = this.options;
    await watched(async () => {
      const missing = await this.publish();
      this.tell(missing);
      return missing;
    });
    await anchors.writeFiles(repository.reader);
    // Last: where a port is taken, what is published goes on.
    if (this.isListening) await management.start();
  }

  /** From here on also the management services listen, as soon as they can. */
  async listen(): Promise<void> {
    this.isListening = true;
    await this.options.management.start();
  }

  /** With the next round: other keys have come in the place of those that were there. */
  applyKeysAgain(): void {
    this.wantedKeys += 1;
  }

  /** Publishes; or tells what there must be first. */
  private async publish(): Promise<Missing | undefined> {
    const { repository, identity, management } = this.options;
    const known = await identity.known(repository.reader);
    if (known === undefined) return 'initialization';
    await management.prepare(known.address);
    await this.applyKeys(known);
    return this.publisher.publish();
  }

  /** Once, as soon as the token takes part: what the file declares of keys, and anchors that tell it. */
  private async applyKeys({ instance }: KnownIdentity): Promise<void> {
    const { file, tokens, repository, anchors, clock, log } = this.options;
    const wanted = this.wantedKeys;
    if (this.appliedKeys === wanted || !tokens.software.loggedIn) return;
    const { signingKeys: declared, publicAddress, pin } = file;
    await applySigningKeys(tokens, repository, {
      node: file.node.name,
      ...(declared === undefined ? {} : { declared }),
      // Where the file leaves something open, whoever sets the rest up makes the keys too.
      makeFirst: file.instance !== undefined && publicAddress !== undefined && pin !== undefined,
      type: file.signingKeyType,
      ...{ instance, clock, log },
    });
    await repository.change((change) => anchors.renew(change));
    this.appliedKeys = wanted;
  }

  private tell(missing: Missing | undefined): void {
    if (missing === this.missing) return;
    const { log } = this.options;
    this.missing = missing;
    if (missing === undefined) log.info('Publication goes on');
    else log.warn('Publication waits', { missing });
  }
}
