import { Worker } from 'node:worker_threads';
import { asDrumError, drumError } from '#protocol/errors.ts';
import type { ContentFiles } from '../content.ts';
import type { Comparison } from './compare.ts';

/** What the thread is told, and what it answers. */
export interface ThreadTask {
  readonly before: ContentFiles;
  readonly after: ContentFiles;
}
export type ThreadAnswer = { readonly comparison: Comparison } | { readonly failure: string };

/**
 * Compares two publications on a thread of its own: reading the files of a large network takes seconds, in which this process would
 * answer nobody. Throws `malformed_global_conf`.
 */
export async function comparedApart(before: ContentFiles, after: ContentFiles): Promise<Comparison> {
  const task: ThreadTask = { before, after };
  const worker = new Worker(new URL('compare-thread.ts', import.meta.url), { workerData: task });
  try {
    const answer = await new Promise<ThreadAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => {
        reject(new Error('The thread that compares publications ended'));
      });
    });
    if ('failure' in answer) throw drumError('malformed_global_conf', answer.failure);
    return answer.comparison;
  } catch (error) {
    throw asDrumError(error);
  } finally {
    await worker.terminate();
  }
}
