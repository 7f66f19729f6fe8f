import { certificateKey } from '../catalogue/keys.ts';
import type { CatalogueChange } from '../membership/change.ts';

/** Deletes the OCSP responders of a certificate that is no authority's any more; several services may have it. */
export async function deleteUnusedResponders(change: CatalogueChange, certificate: Uint8Array): Promise<void> {
  const key = certificateKey(certificate);
  const services = await change.selectFrom('certification_service').select('certificate').execute();
  if (services.some((service) => certificateKey(service.certificate) === key)) return;
  const intermediate = await change
    .selectFrom('intermediate_ca')
    .select('sha256')
    .where('sha256', '=', key)
    .executeTakeFirst();
  if (intermediate !== undefined) return;
  await change.deleteFrom('ocsp_responder').where('ca_sha256', '=', key).where('declared', '=', 0).execute();
}
