import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '#config/log.ts';
import { storePublication } from '#distribution/publication/store.ts';
import { CONFIGURATION_VERSIONS, type ConfigurationSource } from '#protocol/configuration/parameters.ts';
import type { CatalogueRepository } from '../catalogue/repository.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import type { CentralServerFile } from '../file.ts';
import { directoriesOf, placed, type ConfigurationInput, type PlacedPart, type Signing } from './directory.ts';
import { clearConfirmed } from './hold-state.ts';
import type { Decision, Judge } from './judge.ts';
import { keepPublication, type KeptPublication, type PublicationToKeep } from './kept/publications.ts';
import { writtenSource } from './kept/written-sources.ts';
import { partsOfBase } from './kept/published-again.ts';
import { contentHash, isPrivate, sha256Of, type VersionPart } from './parts.ts';
import { sourcesFor } from './sources-held.ts';

/** Of each version. */
const FOLDERS_KEPT = 12;

/** What stands in the folder, to be signed anew as long as nothing else is to be published. */
interface Placed {
  readonly key: string;
  readonly parts: readonly PlacedPart[];
  readonly publication: number;
}

interface IssuerOptions {
  readonly file: CentralServerFile;
  /** Folder of what is published. */
  readonly root: string;
  readonly repository: CatalogueRepository;
  readonly judge: Judge;
  readonly log: Log;
}

/** Puts configuration where it is served from: what the catalogue says or, while that is held, what was published last. */
export class Issuer {
  private readonly options: IssuerOptions;
  private current: Placed | undefined;

  constructor(options: IssuerOptions) {
    this.options = options;
  }

  /** The number of what is published now. */
  get publication(): number | undefined {
    return this.current?.publication;
  }

  /** `auditId`: the last audit event that the input takes in. */
  async issue(input: ConfigurationInput, signing: Signing, auditId: number): Promise<void> {
    const { root, judge } = this.options;
    const candidate = candidateOf(input);
    const decision = await judge.decide(candidate);
    const sources = sourcesFor(decision, input.sources);
    const key = keyOf(decision, candidate, sources);
    const isPlaced = this.current?.key === key && (await this.isThere(this.current.parts));
    if (isPlaced && this.current !== undefined) {
      const directories = await directoriesOf(input.instance, this.current.parts, signing);
      await storePublication(root, { files: [], directories }, FOLDERS_KEPT);
      return;
    }
    const parts = await this.partsOf(decision, candidate, sources);
    const { files, parts: placedParts } = placed(parts, signing.now);
    const directories = await directoriesOf(input.instance, placedParts, signing);
    await storePublication(root, { files, directories }, FOLDERS_KEPT);
    const hash = decision.publish === 'CATALOGUE' ? candidate.hash : contentHash(parts);
    const publication = await this.keep(decision, { at: signing.now, hash, sources, auditId, parts });
    this.current = { key, parts: placedParts, publication };
    if (decision.publish === 'CATALOGUE') judge.remember(publication, candidate.content);
  }

  /** What was published is kept when it is there for everybody. */
  private async keep(
    decision: Decision,
    published: Pick<PublicationToKeep, 'at' | 'hash' | 'sources' | 'auditId' | 'parts'>,
  ): Promise<number> {
    const { file, repository, log } = this.options;
    const publication = await keepPublication(
      repository.reader,
      {
        ...{ ...published, node: file.node.name, origin: decision.publish },
        ...('base' in decision ? { ofPublication: originOf(decision.base) } : {}),
        ...('confirmedBy' in decision ? { confirmedBy: decision.confirmedBy } : {}),
      },
      file.parameters['center.publications-kept'],
    );
    if ('confirmedBy' in decision) await clearConfirmed(repository.reader);
    log.info('Configuration published', { publication, of: decision.publish });
    return publication;
  }

  private partsOf(
    decision: Decision,
    candidate: Candidate,
    sources: readonly ConfigurationSource[],
  ): Promise<VersionPart[]> {
    const { file, repository } = this.options;
    const lowest = file.parameters['center.minimum-global-configuration-version'];
    const versions = CONFIGURATION_VERSIONS.filter((version) => version >= lowest);
    if (decision.publish === 'CATALOGUE') return candidate.parts(versions);
    return partsOfBase(repository.reader, decision.base, {
      ...{ versions, sources, node: file.node.name, input: candidate.input },
    });
  }

  /** Whether nobody has taken the files away. */
  private async isThere(parts: readonly PlacedPart[]): Promise<boolean> {
    const found = await Promise.allSettled(parts.map(({ location }) => access(join(this.options.root, location))));
    return found.every(({ status }) => status === 'fulfilled');
  }
}

/** The publication that was made of the catalogue, or restored: one that was held stands for it. */
const originOf = ({ origin, ofPublication, number }: KeptPublication): number =>
  origin === 'HELD' ? (ofPublication ?? number) : number;

/** What tells one publication of this node from another. */
function keyOf(
  decision: Decision,
  { hash, input, newest }: Candidate,
  sources: readonly ConfigurationSource[],
): string {
  const own = newest.filter(isPrivate).map(({ bytes }) => sha256Of(bytes));
  const { publicAddress, registrationCertificate = new Uint8Array() } = input;
  return JSON.stringify(
    decision.publish === 'CATALOGUE'
      ? [decision.publish, hash, own]
      : [
          ...[decision.publish, decision.base.number, publicAddress, sha256Of(registrationCertificate)],
          sources.map(writtenSource),
        ],
  );
}
