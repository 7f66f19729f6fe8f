import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Authority } from '#certs/authority/authority.ts';
import { GOOD, type Behaviour } from '#certs/authority/behaviour.ts';
import { answerOcsp } from '#certs/authority/ocsp-service.ts';
import type { Certificate } from '#certs/certificate.ts';
import { DistinguishedName } from '#certs/distinguished-name.ts';
import { ocspRequest } from '#certs/ocsp/request.ts';
import { readOcspResponse } from '#certs/ocsp/response.ts';
import { verifyOcspResponse } from '#certs/ocsp/verification.ts';
import { systemClock } from '#config/clock.ts';
import { openAuthority } from '../../authority.ts';
import { describeWithOpenssl, openssl } from '../../openssl.ts';
import { refusal } from '../../refusal.ts';
import { temporaryFolders } from '../../temporary.ts';
import { OpensslPki, type KeyKind } from './pki.ts';

/** What OpenSSL's responder knows: status, end, revocation, serial number, file, subject. */
const INDEX = [
  'V\t400101000000Z\t\t10\tunknown\t/O=OpenSSL/CN=good',
  'R\t400101000000Z\t260101120000Z,keyCompromise\t11\tunknown\t/O=OpenSSL/CN=revoked',
  'R\t400101000000Z\t260101120000Z,certificateHold\t12\tunknown\t/O=OpenSSL/CN=suspended',
];

const STATUS = "cert_validation: OCSP response says that the certificate's status is";
const UNFIT = 'incorrect_validation_info:';
const UNAUTHORISED = `${UNFIT} OCSP responder is not authorised for this certification authority`;

for (const keys of ['EC', 'RSA'] as const satisfies readonly KeyKind[]) {
  describeWithOpenssl(`OCSP responses that OpenSSL makes with ${keys} keys`, () => {
    const newFolder = temporaryFolders();
    let pki: OpensslPki;
    before(function () {
      // Keys take their time on a busy machine.
      this.timeout(120_000);
      pki = new OpensslPki(newFolder(), keys);
      writeFileSync(pki.path('index.txt'), `${INDEX.join('\n')}\n`);
    });

    /** OpenSSL's answer to our request. */
    function answer(name: string, signer: string, ...more: readonly string[]): Buffer {
      writeFileSync(pki.path('request.der'), ocspRequest(pki.certificate(name), pki.certificate('root')));
      return answerTo('request.der', signer, ...more);
    }

    function answerTo(request: string, signer: string, ...more: readonly string[]): Buffer {
      pki.run([
        ...['ocsp', '-index', pki.path('index.txt'), '-CA', pki.path('root.pem')],
        ...['-rsigner', pki.path(`${signer}.pem`), '-rkey', pki.path(`${signer}.key`)],
        ...['-reqin', pki.path(request), '-respout', pki.path('response.der')],
        ...(more.includes('-nmin') ? more : ['-ndays', '1', ...more]),
      ]);
      return readFileSync(pki.path('response.der'));
    }

    function verdict(name: string, der: Buffer, configured?: string): string {
      let right = '';
      const refused = refusal(() => {
        ({ right } = verifyOcspResponse({
          response: readOcspResponse(der),
          certificate: pki.certificate(name),
          issuer: pki.certificate('root'),
          trust: pki.trust(configured),
          at: systemClock.now(),
        }));
      });
      return refused === 'accepted' ? `good, says the ${right} responder` : refused;
    }

    const rows: readonly (readonly [what: string, verdict: () => string, expected: string])[] = [
      [
        'good, by the authority itself',
        () => verdict('good', answer('good', 'root')),
        'good, says the issuer responder',
      ],
      ['good, by a delegate', () => verdict('good', answer('good', 'responder')), 'good, says the delegated responder'],
      [
        'good, by a configured responder, whose certificate does not come along',
        () => verdict('good', answer('good', 'no-responder', '-resp_no_certs'), 'no-responder'),
        'good, says the configured responder',
      ],
      [
        'good, by a responder that is named by its key',
        () => verdict('good', answer('good', 'responder', '-resp_key_id')),
        'good, says the delegated responder',
      ],
      [
        'signed with SHA-512',
        () => verdict('good', answer('good', 'root', '-rmd', 'sha512')),
        'good, says the issuer responder',
      ],
      [
        'signed with SHA-1',
        () => verdict('good', answer('good', 'root', '-rmd', 'sha1')),
        'good, says the issuer responder',
      ],
      [
        'revoked',
        () => verdict('revoked', answer('revoked', 'responder')),
        `${STATUS} REVOKED (date: 2026-01-01 12:00:00)`,
      ],
      [
        'suspended',
        () => verdict('suspended', answer('suspended', 'responder')),
        `${STATUS} REVOKED (date: 2026-01-01 12:00:00)`,
      ],
      ['unknown', () => verdict('unknown', answer('unknown', 'responder')), `${STATUS} UNKNOWN`],
      [
        'of another certificate',
        () => verdict('good', answer('revoked', 'responder')),
        `${UNFIT} OCSP response is not about certificate 16`,
      ],
      [
        'with a bad signature',
        () => verdict('good', answer('good', 'responder', '-badsig')),
        `${UNFIT} Signature on OCSP response is not valid`,
      ],
      ['by a delegate of another authority', () => verdict('good', answer('good', 'other-responder')), UNAUTHORISED],
      [
        'by a certificate of the authority that is for something else',
        () => verdict('good', answer('good', 'no-responder')),
        UNAUTHORISED,
      ],
      [
        'by a delegate whose certificate does not come along',
        () => verdict('good', answer('good', 'responder', '-resp_no_certs')),
        `${UNFIT} No certificate is known for the responder of the OCSP response`,
      ],
    ];
    for (const [what, judged, expected] of rows) it(what, () => expect(judged()).to.equal(expected));

    it('with a nonce and several answers, for OpenSSL’s own request', () => {
      pki.run([
        ...['ocsp', '-issuer', pki.path('root.pem'), '-cert', pki.path('good.pem'), '-nonce'],
        ...['-reqout', pki.path('own.der')],
      ]);
      expect(verdict('good', answerTo('own.der', 'responder'))).to.equal('good, says the delegated responder');
    });

    it('too old, and due for renewal', () => {
      const later = (seconds: number, der: Buffer): string =>
        refusal(() =>
          verifyOcspResponse({
            response: readOcspResponse(der),
            certificate: pki.certificate('good'),
            issuer: pki.certificate('root'),
            trust: pki.trust(),
            at: new Date(systemClock.now().getTime() + 1000 * seconds),
          }),
        );
      expect(later(3_700, answer('good', 'root'))).to.match(/^incorrect_validation_info: OCSP response is too old/);
      const short = answer('good', 'root', '-nmin', '10');
      expect(later(0, short)).to.equal('accepted');
      expect(later(700, short)).to.match(/^incorrect_validation_info: OCSP response has been due for renewal/);
    });
  });

  describeWithOpenssl(`OCSP responses of the authority with ${keys} keys, as OpenSSL reads and verifies them`, () => {
    const newFolder = temporaryFolders();
    let folder: string;
    let authority: Authority;
    before(async () => {
      folder = newFolder();
      authority = await openAuthority(folder, { keys, clock: systemClock });
    });
    after(() => authority.close());

    const issue = (): Promise<Certificate> =>
      authority.issue({
        profile: 'sign',
        subject: DistinguishedName.fromAttributes([{ type: 'CN', value: 'member' }]),
        publicKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
      });
    const fileOf = ({ serial }: Certificate): string => join(folder, 'certificates', `${serial.toString(16)}.pem`);

    /** What OpenSSL asks, what the authority answers, and what OpenSSL says of it. */
    async function exchange(
      certificate: Certificate,
      { about = certificate, behaviour = {}, more = [] }: ExchangeOptions = {},
    ): Promise<string> {
      const [request, response] = [join(folder, 'request.der'), join(folder, 'response.der')];
      const issuer = ['-issuer', join(folder, 'intermediate.pem')];
      const asked = openssl(['ocsp', ...more, ...issuer, '-cert', fileOf(about), '-reqout', request]);
      expect(asked.code, asked.text).to.equal(0);
      const bytes = readFileSync(request);
      writeFileSync(
        response,
        await answerOcsp(authority, bytes, { nextUpdateSeconds: 600 }, { ...GOOD, ...behaviour }),
      );
      const anchors = ['-CAfile', join(folder, 'root.pem'), '-verify_other', join(folder, 'intermediate.pem')];
      const digests = more.filter((argument) => argument.startsWith('-sha'));
      const status = [...digests, '-no_nonce', ...issuer, '-cert', fileOf(certificate)];
      // With a certificate OpenSSL would make a request anew, and look for the nonce of that one.
      const fits = openssl(['ocsp', '-respin', response, '-reqin', request, ...anchors]);
      return fits.text + openssl(['ocsp', ...status, '-respin', response, ...anchors]).text;
    }

    interface ExchangeOptions {
      readonly about?: Certificate;
      readonly behaviour?: Partial<Behaviour<'ocsp'>>;
      readonly more?: readonly string[];
    }

    for (const more of [['-nonce'], ['-no_nonce'], ['-no_nonce', '-sha256']]) {
      it(`good, asked with ${more.join(' ')}`, async () => {
        const text = await exchange(await issue(), { more });
        expect(text).to.include('Response verify OK').and.to.include('.pem: good');
        expect(text).not.to.include('WARNING');
      });
    }

    it('revoked, suspended, unknown', async () => {
      const certificate = await issue();
      for (const [standing, said] of [
        ['revoked', /: revoked\n/],
        ['suspended', /: revoked\n[^]*Reason: certificateHold/],
        ['unknown', /: unknown\n/],
      ] as const) {
        await authority.setStanding(certificate.serial, standing);
        const text = await exchange(certificate);
        expect(text).to.include('Response verify OK').and.to.match(said);
      }
    });

    it('of another certificate', async () => {
      const text = await exchange(await issue(), { about: await issue() });
      expect(text).to.include('ERROR: No Status found');
    });

    it('with a bad signature, and by a stranger', async () => {
      expect(await exchange(await issue(), { behaviour: { fault: 'bad-signature' } })).to.include(
        'Response Verify Failure',
      );
      expect(await exchange(await issue(), { behaviour: { fault: 'wrong-key' } })).to.include(
        'Response Verify Failure',
      );
    });
  });
}
