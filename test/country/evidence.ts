import { join } from 'node:path';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import { parseRestClientHeader } from '#protocol/identifiers/rest.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { readConfigurationDirectory } from '#distribution/configuration-client/read-directory.ts';
import { ask } from './ask.ts';

/** A container as its owner asks a security server for it. */
export interface Download {
  readonly address: string;
  /** The server's data folder. */
  readonly data: string;
  readonly owner: string;
  readonly queryId: string;
  readonly direction: 'request' | 'response';
}

/**
 * Fetches a container over `/asic` and verifies it as `drum verify` does. Returns what does not hold. `force` has the record
 * time-stamped where it is not yet.
 */
export async function evidenceFault(
  { address, data, owner, queryId, direction }: Download,
  { force }: { readonly force: boolean },
): Promise<string | undefined> {
  const parameters = new URLSearchParams({ ...memberParameters(parseRestClientHeader(owner)), queryId });
  const { status, body } = await ask(address, {
    service: '',
    rawPath: `/asic?${parameters.toString()}&unique&${direction}Only${force ? '&force' : ''}`,
  });
  if (status !== 200) return `${status} ${body.toString()}`;
  const configuration = await readConfigurationDirectory(join(data, 'globalconf'));
  const report = await verifyContainer({ source: sourceOf(body), configuration });
  if (!report.verified) return report.code;
  const { message } = report;
  return message.queryId === queryId && message.isRequest === (direction === 'request')
    ? undefined
    : 'of another message';
}

function memberParameters(id: ClientId): Record<string, string> {
  const { instance: xRoadInstance, memberClass, memberCode } = id;
  return {
    xRoadInstance,
    memberClass,
    memberCode,
    ...(id.type === 'SUBSYSTEM' ? { subsystemCode: id.subsystemCode } : {}),
  };
}
