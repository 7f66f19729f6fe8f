import { join } from 'node:path';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import { parseRestClientHeader } from '#protocol/identifiers/rest.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { readConfigurationDirectory } from '#distribution/configuration-client/read-directory.ts';
import { ask, type Answer } from './ask.ts';

/** A container as its owner asks a security server for it. */
export interface Download {
  readonly address: string;
  readonly owner: string;
  readonly queryId: string;
  readonly direction: 'request' | 'response';
}

/** From a server whose global configuration is at hand. */
export interface DownloadFrom extends Download {
  /** The server's data folder. */
  readonly data: string;
}

/**
 * Fetches a container over `/asic` and verifies it as `drum verify` does. Returns what does not hold. `force` has the record
 * time-stamped where it is not yet.
 */
export async function evidenceFault(
  download: DownloadFrom,
  options: { readonly force: boolean },
): Promise<string | undefined> {
  const { data, queryId, direction } = download;
  const { status, body } = await askForContainer(download, options);
  if (status !== 200) return `${status} ${body.toString()}`;
  const configuration = await readConfigurationDirectory(join(data, 'globalconf'));
  const report = await verifyContainer({ source: sourceOf(body), configuration });
  if (!report.verified) return report.code;
  const { message } = report;
  return message.queryId === queryId && message.isRequest === (direction === 'request')
    ? undefined
    : 'of another message';
}

export function askForContainer(
  { address, owner, queryId, direction }: Download,
  { force }: { readonly force: boolean },
): Promise<Answer> {
  const parameters = new URLSearchParams({ ...memberParameters(parseRestClientHeader(owner)), queryId });
  return ask(address, {
    service: '',
    rawPath: `/asic?${parameters.toString()}&unique&${direction}Only${force ? '&force' : ''}`,
  });
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
