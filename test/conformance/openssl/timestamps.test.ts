import { expect } from 'chai';
import { readFileSync, writeFileSync } from 'node:fs';
import { digest, type DigestName } from '#certs/algorithms.ts';
import { timestampRequest } from '#certs/timestamp/request.ts';
import { acceptTimestampResponse } from '#certs/timestamp/response.ts';
import { readTimestampToken } from '#certs/timestamp/token.ts';
import { verifyTimestampToken } from '#certs/timestamp/verification.ts';
import { describeWithOpenssl } from '../../openssl.ts';
import { refusal } from '../../refusal.ts';
import { temporaryFolders } from '../../temporary.ts';
import { OpensslPki, type KeyKind } from './pki.ts';

const DATA = Buffer.from('what is stamped');

for (const keys of ['EC', 'RSA'] as const satisfies readonly KeyKind[]) {
  describeWithOpenssl(`Time-stamps that OpenSSL makes with ${keys} keys`, () => {
    const newFolder = temporaryFolders();
    let pki: OpensslPki;
    before(function () {
      // Keys take their time on a busy machine.
      this.timeout(120_000);
      pki = new OpensslPki(newFolder(), keys);
    });

    function settings(changes: Readonly<Record<string, string>> = {}): string {
      const entries = {
        serial: pki.path('serial'),
        crypto_device: 'builtin',
        signer_cert: pki.path('tsa.pem'),
        signer_key: pki.path('tsa.key'),
        signer_digest: 'sha256',
        default_policy: '1.2.3.4',
        digests: 'sha256, sha384, sha512',
        accuracy: 'secs:1',
        ...changes,
      };
      const lines = Object.entries(entries).map(([name, value]) => `${name} = ${value}`);
      writeFileSync(pki.path('tsa.cnf'), ['[ tsa ]', 'default_tsa = it', '[ it ]', ...lines, ''].join('\n'));
      return pki.path('tsa.cnf');
    }

    const imprintOf = (digestName: DigestName, data = DATA) => ({ digestName, digest: digest(digestName, data) });

    /** OpenSSL's answer to our request. */
    function answer(imprint: ReturnType<typeof imprintOf>, changes?: Readonly<Record<string, string>>): Buffer {
      writeFileSync(pki.path('request.tsq'), timestampRequest(imprint));
      return reply(settings(changes));
    }

    function reply(config: string): Buffer {
      const files = ['-queryfile', pki.path('request.tsq'), '-out', pki.path('response.tsr')];
      pki.run(['ts', '-reply', '-config', config, ...files]);
      return readFileSync(pki.path('response.tsr'));
    }

    const approved = (...names: string[]) => names.map((name) => pki.certificate(name));

    function verdict(response: Buffer, imprint: ReturnType<typeof imprintOf>, ...names: string[]): string {
      return refusal(() => acceptTimestampResponse({ response, imprint, tsaCertificates: approved(...names) }));
    }

    for (const digestName of ['SHA-256', 'SHA-384', 'SHA-512'] as const) {
      for (const signed of ['sha256', 'sha512'] as const) {
        for (const ess of ['sha1', 'sha256', 'sha512'] as const) {
          it(`over ${digestName}, signed with ${signed}, its certificate named by ${ess}`, () => {
            const imprint = imprintOf(digestName);
            const response = answer(imprint, { signer_digest: signed, ess_cert_id_alg: ess });
            const accepted = acceptTimestampResponse({ response, imprint, tsaCertificates: approved('tsa') });
            const token = readTimestampToken(accepted.token);
            const query = { token, tsaCertificates: approved('tsa') };
            expect(verifyTimestampToken({ ...query, data: DATA }).signer.equals(pki.certificate('tsa'))).to.equal(true);
            expect(refusal(() => verifyTimestampToken({ ...query, data: Buffer.from('other') }))).to.equal(
              'malformed_signature: The time-stamp is over other data',
            );
            // With our copy of the authority's certificate in it, OpenSSL still verifies the token.
            writeFileSync(pki.path('token'), accepted.token);
            writeFileSync(pki.path('data'), DATA);
            const verified = pki.run([
              ...['ts', '-verify', '-in', pki.path('token'), '-token_in', '-data', pki.path('data')],
              ...['-CAfile', pki.path('root.pem')],
            ]);
            expect(verified).to.include('Verification: OK');
          });
        }
      }
    }

    it('for OpenSSL’s own request, with a nonce and the certificate in the token', () => {
      writeFileSync(pki.path('data'), DATA);
      pki.run(['ts', '-query', '-data', pki.path('data'), '-sha512', '-cert', '-out', pki.path('request.tsq')]);
      expect(verdict(reply(settings()), imprintOf('SHA-512'), 'tsa')).to.equal('accepted');
    });

    it('over another digest', () => {
      const response = answer(imprintOf('SHA-512', Buffer.from('other')));
      expect(verdict(response, imprintOf('SHA-512'), 'tsa')).to.equal(
        'mlog.timestamp_response_validation_failed: The time-stamp is over another imprint than was sent',
      );
    });

    it('of an authority that is not approved', () => {
      expect(verdict(answer(imprintOf('SHA-512')), imprintOf('SHA-512'), 'other-tsa')).to.equal(
        'mlog.tsp_certificate_not_found: The time-stamp is signed with a certificate that is not approved',
      );
    });

    it('with a bad signature', () => {
      const imprint = imprintOf('SHA-512');
      const response = answer(imprint);
      const signature = response.length - 1;
      response.writeUInt8(response.readUInt8(signature) ^ 1, signature);
      expect(verdict(response, imprint, 'tsa')).to.equal(
        'mlog.timestamp_signer_verification_failed: The time-stamp does not hold: the signature does not match',
      );
    });

    it('refused, because OpenSSL does not stamp that digest', () => {
      const imprint = imprintOf('SHA-384');
      expect(verdict(answer(imprint, { digests: 'sha512' }), imprint, 'tsa')).to.match(
        /^mlog\.timestamp_non_granted_response: The authority refused with status 2: "/,
      );
    });
  });
}
