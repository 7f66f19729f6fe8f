import type { Clock } from '#config/clock.ts';
import type { Parameters } from '#config/parameters.ts';
import type { CatalogueRepository } from '../catalogue/repository.ts';
import type { CatalogueReader } from '../membership/change.ts';
import { liveServers, ownRequests } from '../seen/live-servers.ts';
import type { Candidate } from './candidate.ts';
import type { Change } from './changes/change.ts';
import { compared, type Comparison } from './changes/compare.ts';
import { comparedApart } from './changes/compare-apart.ts';
import { cutOffBy } from './changes/cut-off.ts';
import { contentFiles, contentFilesOf, type PublishedContent } from './content.ts';
import { clearWaiting, holdState, setWaiting, type HoldReason, type HoldState } from './hold-state.ts';
import { getPublication, lastPublication, publishedAt, type KeptPublication } from './kept/publications.ts';

/** A change, and the live servers that it would cut off. */
export interface JudgedChange extends Change {
  readonly cutsOff: readonly string[];
}

/** What is to be published now. */
export type Decision =
  | { readonly publish: 'CATALOGUE'; readonly confirmedBy?: string }
  | { readonly publish: 'HELD'; readonly base: KeptPublication; readonly because: 'MANUAL' | 'AUTOMATIC' }
  | { readonly publish: 'RESTORED'; readonly base: KeptPublication };

interface JudgeOptions {
  readonly repository: CatalogueRepository;
  readonly parameters: Parameters;
  readonly clock: Clock;
}

/** Compares what the catalogue would publish with what was published last, and says whether that may go out by itself. */
export class Judge {
  private readonly options: JudgeOptions;
  private known: { readonly number: number; readonly content: PublishedContent } | undefined;
  private compared: { readonly key: string; readonly comparison: Promise<Comparison> } | undefined;

  constructor(options: JudgeOptions) {
    this.options = options;
  }

  /** Spares reading again what this process has just published. */
  remember(number: number, content: PublishedContent): void {
    this.known = { number, content };
  }

  async decide(candidate: Candidate): Promise<Decision> {
    const catalogue = this.options.repository.reader;
    const state = await holdState(catalogue);
    if (state.pinned !== undefined) {
      return { publish: 'RESTORED', base: await getPublication(catalogue, state.pinned) };
    }
    const last = await lastPublication(catalogue);
    if (last === undefined || last.hash === candidate.hash) {
      if (state.waiting !== undefined) await clearWaiting(catalogue);
      return { publish: 'CATALOGUE' };
    }
    if (state.confirmed?.hash === candidate.hash) return { publish: 'CATALOGUE', confirmedBy: state.confirmed.by };
    const reasons = await this.reasons(candidate, last, state);
    if (reasons.length > 0) await this.wait(candidate, reasons, state);
    else if (state.waiting !== undefined) await clearWaiting(catalogue);
    if (state.manual !== undefined) return { publish: 'HELD', base: last, because: 'MANUAL' };
    return reasons.length > 0 ? { publish: 'HELD', base: last, because: 'AUTOMATIC' } : { publish: 'CATALOGUE' };
  }

  /** What would change, the changes that cut somebody off first. */
  async changes(candidate: Candidate): Promise<readonly JudgedChange[]> {
    const catalogue = this.options.repository.reader;
    const last = await lastPublication(catalogue);
    if (last === undefined || last.hash === candidate.hash) return [];
    return this.judged(candidate, last, await holdState(catalogue));
  }

  private async reasons(candidate: Candidate, last: KeptPublication, state: HoldState): Promise<HoldReason[]> {
    const { repository, parameters } = this.options;
    if (!parameters['center.hold-publication']) return [];
    const isAnyoneLive = (await this.live(repository.reader, state)).length > 0;
    if (!isAnyoneLive) return [];
    return (await this.judged(candidate, last, state)).flatMap(({ kind, subject, cutsOff }) =>
      cutsOff.map((server) => ({ kind, subject, server })),
    );
  }

  private async wait({ hash }: Candidate, reasons: readonly HoldReason[], { waiting }: HoldState): Promise<void> {
    const isSame = waiting?.hash === hash && JSON.stringify(waiting.reasons) === JSON.stringify(reasons);
    if (isSame) return;
    const at = waiting?.at ?? this.options.clock.now();
    await setWaiting(this.options.repository.reader, { hash, at, reasons });
  }

  private async judged(candidate: Candidate, last: KeptPublication, state: HoldState): Promise<JudgedChange[]> {
    const catalogue = this.options.repository.reader;
    const { changes, ...facts } = await this.comparison(candidate, last);
    const live = await this.live(catalogue, state);
    const asked = await ownRequests(catalogue, await this.since(last));
    return changes
      .map((change): JudgedChange => ({ ...change, cutsOff: cutOffBy(change, { ...facts, live, asked }) }))
      .toSorted((one, other) => other.cutsOff.length - one.cutsOff.length);
  }

  private async comparison(candidate: Candidate, { number }: KeptPublication): Promise<Comparison> {
    const key = `${number} ${candidate.hash}`;
    if (this.compared?.key !== key) this.compared = { key, comparison: this.compare(candidate, number) };
    const { comparison } = this.compared;
    return comparison.catch((error: unknown) => {
      this.compared = undefined;
      throw error;
    });
  }

  private async compare({ content, newest }: Candidate, number: number): Promise<Comparison> {
    if (this.known?.number === number) return compared(this.known.content, content);
    return comparedApart(await contentFiles(this.options.repository.reader, number), contentFilesOf(newest));
  }

  /** A server for which publication waits already may have become silent meanwhile: it is waited for until somebody confirms. */
  private live(catalogue: CatalogueReader, { waiting }: HoldState) {
    const { parameters, clock } = this.options;
    const since = new Date(clock.now().getTime() - parameters['center.hold-for-servers-seen-within'] * 1000);
    return liveServers(catalogue, since, new Set((waiting?.reasons ?? []).map(({ server }) => server)));
  }

  /** When the content that is published was taken from the catalogue. */
  private async since(last: KeptPublication): Promise<Date> {
    if (last.origin !== 'HELD' || last.ofPublication === undefined) return last.at;
    return publishedAt(this.options.repository.reader, last.ofPublication);
  }
}
