import { parseRestClientHeader } from '#protocol/identifiers/rest.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { sourceOf } from '#protocol/container/source.ts';
import { verifyContainer } from '#protocol/container/verify.ts';
import { readConfigurationDirectory } from '#security-server/configuration-client/read-directory.ts';
import { ask } from '../../country/ask.ts';
import type { Fault } from './facts.ts';

/** A container as its owner asks for it. */
export interface Download {
  readonly address: string;
  /** The server's data folder. */
  readonly data: string;
  readonly owner: string;
  readonly queryId: string;
  readonly direction: 'request' | 'response';
}

/** Fetches containers over `/asic` and verifies them as `drum verify` does. Returns what does not hold. */
export async function auditDownloads(downloads: readonly Download[]): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const download of downloads) {
    const what = await faultOf(download);
    if (what !== undefined) faults.push({ where: `${download.queryId}, ${download.direction}`, what });
  }
  return faults;
}

async function faultOf({ address, data, owner, queryId, direction }: Download): Promise<string | undefined> {
  const parameters = new URLSearchParams({ ...memberParameters(parseRestClientHeader(owner)), queryId });
  const { status, body } = await ask(address, {
    service: '',
    rawPath: `/asic?${parameters.toString()}&unique&${direction}Only`,
  });
  if (status !== 200) return `${status} ${body.toString()}`;
  const configuration = await readConfigurationDirectory(`${data}/globalconf`);
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
