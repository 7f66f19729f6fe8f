import { parentPort } from 'node:worker_threads';
import { describeOpenApi } from '#protocol/metadata/describe-open-api.ts';
import { describeWsdl } from '#protocol/metadata/describe-wsdl.ts';
import type { DescribeAnswer, DescribeTask } from './describe-apart.ts';

function answer({ bytes, wsdlOf }: DescribeTask): DescribeAnswer {
  try {
    return { description: wsdlOf === undefined ? describeOpenApi(bytes) : describeWsdl(bytes, wsdlOf) };
  } catch {
    return { failure: true };
  }
}

parentPort?.on('message', (task: DescribeTask) => {
  parentPort?.postMessage(answer(task));
});
