import { issue } from '../pki/certificates.ts';
import { anchorOf, OWN_CA, OWN_INTERMEDIATE, pemOf } from '../central-server/trust/services.ts';
import type { BrowsedCountry } from './country.ts';

const PROFILE = 'ee.ria.xroad.common.certificateprofile.impl.EjbcaCertificateProfileInfoProvider';

const ROOT = issue({
  subject: 'B-Trust Root Qualified CA',
  ca: true,
  keyUsage: ['keyCertSign'],
  notBefore: '2025-01-01',
  notAfter: '2045-01-01',
});
const STAMPER = issue({
  subject: 'B-Trust Qualified Time Stamp',
  issuer: ROOT,
  purposes: ['1.3.6.1.5.5.7.3.8'],
  notBefore: '2025-01-01',
  notAfter: '2035-01-01',
});

/** A certification authority that nobody has added yet. */
export const rootFile = { name: 'b-trust-root.pem', mimeType: 'application/x-pem-file', buffer: pemOf(ROOT) };
export const stamperFile = { name: 'b-trust-tsa.pem', mimeType: 'application/x-pem-file', buffer: pemOf(STAMPER) };

export const anchorFile = {
  ...{ name: 'configuration_anchor_RO.xml', mimeType: 'application/xml' },
  buffer: anchorOf('RO', new Date('2026-11-03T14:05:06Z')),
};

/** What the list of legal bases shows. */
export async function addLegalBasis({ officer }: BrowsedCountry): Promise<void> {
  await officer.api('POST', '/drum/legal-bases', {
    ...{ id: 'zgr-106-1-2', act: 'Закон за гражданската регистрация', article: 'чл. 106, ал. 1, т. 2' },
    text: 'Данните от ЕСГРАОН се предоставят на държавните органи и институции съобразно законоустановените им правомощия.',
    ...{ url: 'https://lex.bg/laws/ldoc/2134673409', valid_from: '1999-07-27' },
  });
}

let added: Promise<number> | undefined;

/** The number of an authority with an intermediate one, a responder and ACME; added once. */
export function ownAuthority(country: BrowsedCountry): Promise<number> {
  added ??= addAuthority(country);
  return added;
}

async function addAuthority({ officer }: BrowsedCountry): Promise<number> {
  const done = async (called: ReturnType<typeof officer.upload>): Promise<number> => {
    const { status, body } = await called;
    if (status >= 300) throw new Error(JSON.stringify(body));
    return (body as { id: number }).id;
  };
  const id = await done(
    officer.upload('POST', '/certification-services', {
      ...{ certificate: pemOf(OWN_CA), certificate_profile_info: PROFILE, default_csr_format: 'DER' },
      acme_server_directory_url: 'https://acme.example.bg/directory',
    }),
  );
  await done(
    officer.upload('POST', `/certification-services/${id}/ocsp-responders`, {
      ...{ url: 'http://ocsp.example.bg', cost_type: 'FREE', certificate: pemOf(OWN_CA) },
    }),
  );
  await done(
    officer.upload('POST', `/certification-services/${id}/intermediate-cas`, { certificate: pemOf(OWN_INTERMEDIATE) }),
  );
  return id;
}
