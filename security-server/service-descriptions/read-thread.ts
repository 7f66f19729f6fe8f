import { parentPort } from 'node:worker_threads';
import { asDrumError } from '#protocol/errors.ts';
import { readOpenApi } from '#protocol/metadata/read-open-api.ts';
import type { ReadAnswer, ReadTask } from './read-apart.ts';

function answer({ bytes, url }: ReadTask): ReadAnswer {
  try {
    return { service: readOpenApi(bytes, url) };
  } catch (error) {
    const { code, message } = asDrumError(error);
    return { refused: { code, message } };
  }
}

parentPort?.on('message', (task: ReadTask) => {
  parentPort?.postMessage(answer(task));
});
