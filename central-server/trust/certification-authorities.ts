import { createHash } from 'node:crypto';
import type { CatalogueChange } from '../membership/change.ts';

/** What the catalogue knows the certificate of an authority by, where responders are kept for it. */
export const authorityKey = (certificate: Uint8Array): string => createHash('sha256').update(certificate).digest('hex');

/** Deletes the OCSP responders of a certificate that is no authority's any more; several services may have it. */
export async function deleteUnusedResponders(change: CatalogueChange, certificate: Uint8Array): Promise<void> {
  const key = authorityKey(certificate);
  const services = await change.selectFrom('certification_service').select('certificate').execute();
  if (services.some((service) => authorityKey(service.certificate) === key)) return;
  const intermediate = await change
    .selectFrom('intermediate_ca')
    .select('sha256')
    .where('sha256', '=', key)
    .executeTakeFirst();
  if (intermediate !== undefined) return;
  await change.deleteFrom('ocsp_responder').where('ca_sha256', '=', key).where('declared', '=', 0).execute();
}
