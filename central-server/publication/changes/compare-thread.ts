import { parentPort, workerData } from 'node:worker_threads';
import { asDrumError } from '#protocol/errors.ts';
import { readContent } from '../content.ts';
import { compared } from './compare.ts';
import type { ThreadAnswer, ThreadTask } from './compare-apart.ts';

function answer({ before, after }: ThreadTask): ThreadAnswer {
  try {
    return { comparison: compared(readContent(before), readContent(after)) };
  } catch (error) {
    return { failure: asDrumError(error).message };
  }
}

parentPort?.postMessage(answer(workerData as ThreadTask));
