import { drumError } from '#protocol/errors.ts';
import type { ClientId } from '#protocol/identifiers/identifier.ts';
import { keyOf } from '#protocol/identifiers/text.ts';
import { requireOwn, type ConfigurationTransaction, type Mutation } from './change.ts';
import { requireNewUrl, requireUsableUrl } from './description-checks.ts';
import { verifyTlsAt } from './description-refresh.ts';
import { descriptionsOf, fullCodeOf, getService, type AdministeredService } from './descriptions.ts';
import { isHttps } from './service-rows.ts';

/** Address, time-out and TLS check of a service; each for all services of its description, where so said. */
export interface ServiceSettings {
  readonly url: string;
  readonly timeoutSeconds: number;
  readonly verifyTls: boolean;
  readonly isUrlForAll: boolean;
  readonly isTimeoutForAll: boolean;
  readonly isVerifyTlsForAll: boolean;
}

/** Throws `malformed_url`, `invalid_https_url`. */
export function requireUsableSettings({ url, verifyTls }: Pick<ServiceSettings, 'url' | 'verifyTls'>): void {
  requireUsableUrl(url);
  if (verifyTls && !isHttps(url))
    throw drumError('invalid_https_url', 'The certificate of an http:// address cannot be checked');
}

/**
 * Answers with the services that were changed, the one that was asked for first. Throws what `requireUsableSettings` throws, and
 * `client_not_found`, `service_not_found`, `declared_in_file`, `url_already_exists`.
 */
export async function changeService(
  change: ConfigurationTransaction,
  client: ClientId,
  fullCode: string,
  settings: ServiceSettings,
): Promise<Mutation<readonly AdministeredService[], readonly AdministeredService[]>> {
  requireUsableSettings(settings);
  const { service, description } = await getService(change, client, fullCode);
  requireOwn({ declared: description.isDeclared ? 1 : 0 }, `The service ${fullCode}`);
  const { url, isUrlForAll, isTimeoutForAll, isVerifyTlsForAll } = settings;
  if (description.type === 'REST') {
    const others = (await descriptionsOf(change, client)).filter(({ number }) => number !== description.number);
    requireNewUrl(url, others);
    await change.updateTable('service_description').set({ url }).where('number', '=', description.number).execute();
  }
  const isForAll = isUrlForAll || isTimeoutForAll || isVerifyTlsForAll;
  const before = [service, ...description.services.filter((each) => isForAll && each !== service)];
  for (const each of before) {
    await change
      .updateTable('service')
      .set(columnsOf(each, settings, each === service))
      .where('client_key', '=', keyOf(client))
      .where('service_code', '=', each.serviceCode)
      .where('service_version', '=', each.serviceVersion)
      .execute();
  }
  const after = await Promise.all(before.map((each) => getService(change, client, fullCodeOf(each))));
  return { before, after: after.map((each) => each.service) };
}

function columnsOf(service: AdministeredService, settings: ServiceSettings, isIt: boolean) {
  const url = isIt || settings.isUrlForAll ? settings.url : service.url;
  const verifyTls = isIt || settings.isVerifyTlsForAll ? isHttps(url) && settings.verifyTls : verifyTlsAt(url, service);
  return {
    ...{ url, verify_tls: verifyTls ? 1 : 0 },
    timeout_seconds: isIt || settings.isTimeoutForAll ? settings.timeoutSeconds : service.timeoutSeconds,
  };
}
