import { BoundedThread } from '#config/bounded-thread.ts';
import type { ServiceDescription } from '#protocol/metadata/description.ts';

/** `wsdlOf`: the code of the service, where the description is WSDL. */
export interface DescribeTask {
  readonly bytes: Uint8Array;
  readonly wsdlOf?: string;
}
export type DescribeAnswer = { readonly description: ServiceDescription } | { readonly failure: true };

/** What needs longer is made to need it. */
const BOUNDS = { msMax: 10_000, heapMibMax: 256 };

/** Reads descriptions of services apart from what this process does otherwise. */
export class DescriptionReader {
  private readonly thread = new BoundedThread<DescribeTask, DescribeAnswer>(
    new URL('describe-thread.ts', import.meta.url),
    BOUNDS,
  );

  /** Undefined where it cannot be read, or not in time. */
  async read(task: DescribeTask): Promise<ServiceDescription | undefined> {
    const answer = await this.thread.ask(task);
    return answer !== undefined && 'description' in answer ? answer.description : undefined;
  }

  close(): Promise<void> {
    return this.thread.close();
  }
}
