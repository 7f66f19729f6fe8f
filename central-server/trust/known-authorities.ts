import type { CatalogueReader } from '../membership/change.ts';
import { requireService } from './certification-services.ts';
import { requireIntermediateCa } from './intermediate-cas.ts';
import type { AuthorityOfResponder } from './ocsp-responders.ts';

/** The certificates (DER) of all approved authorities. */
export async function knownAuthorities(catalogue: CatalogueReader): Promise<Uint8Array[]> {
  const services = await catalogue.selectFrom('certification_service').select('certificate').execute();
  const intermediates = await catalogue.selectFrom('intermediate_ca').select('certificate').execute();
  return [...services, ...intermediates].map(({ certificate }) => certificate);
}

/** The certificate (DER) of one of them. Throws `certification_service_not_found`, `intermediate_ca_not_found`. */
export async function authorityCertificate(
  catalogue: CatalogueReader,
  authority: AuthorityOfResponder,
): Promise<Uint8Array> {
  const { certificate } =
    'intermediateCa' in authority
      ? await requireIntermediateCa(catalogue, authority.intermediateCa)
      : await requireService(catalogue, authority.certificationService);
  return certificate;
}
