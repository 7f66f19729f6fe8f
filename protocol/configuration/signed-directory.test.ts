import { expect } from 'chai';
import fc from 'fast-check';
import { digest, signBytes, type DigestName, type SignatureAlgorithm } from '#certs/algorithms.ts';
import { fuzzRuns } from '../../test/fuzz.ts';
import { mutated } from '../../test/mutation.ts';
import { issue, type Issued } from '../../test/pki/certificates.ts';
import { refusal } from '../../test/refusal.ts';
import { DIRECTORY_KEY, partOf, signedDirectory, signerOf } from '../../test/signed-directories.ts';
import { Checks } from '../checks.ts';
import type { ConfigurationVersion } from './parameters.ts';
import { readSignedDirectory, type DirectoryPart, type SignedDirectory } from './signed-directory.ts';
import { writeSignedDirectory } from './signed-directory-writer.ts';
import { verifyPart, verifySignedDirectory } from './verify-directory.ts';

const RSA = issue({ subject: 'rsa', key: 'rsa' });
const EC = DIRECTORY_KEY;
const OTHER = issue({ subject: 'other', key: 'ec' });
const NOW = new Date('2026-11-23T00:00:00Z');
const FILE = Buffer.from('<conf/>');

const part = (changes: Partial<DirectoryPart> = {}) => partOf(FILE, changes);
const DIRECTORY: SignedDirectory = { expiresAt: new Date('2026-11-23T00:10:00Z'), version: 6, parts: [part()] };
const signed = (directory: Partial<SignedDirectory> = {}) => signedDirectory({ ...DIRECTORY, ...directory });

const verify = (bytes: Uint8Array, certificates: readonly Uint8Array[] = [EC.certificate.der], at = NOW) =>
  verifySignedDirectory(bytes, certificates, at, new Checks());

/** The same directory with other signed text, signed again. */
function resigned(text: string, range: string, issued = EC): Buffer {
  const signature = signBytes('SHA512withECDSA', issued.key, Buffer.from(range, 'latin1'), 'der').toString('base64');
  return Buffer.from(text.replace(/\n[A-Za-z0-9+/=]+(\r?\n--OUTER--)/, `\n${signature}$1`), 'latin1');
}

/** A directory whose signed part is `change`d and signed again. */
async function withSigned(change: (range: string) => string): Promise<Buffer> {
  const text = (await signed()).toString('latin1');
  const start = text.indexOf('--INNER');
  const end = text.indexOf('\r\n--OUTER\r\n', start);
  const range = change(text.slice(start, end));
  return resigned(text.slice(0, start) + range + text.slice(end), range);
}

describe('Signed configuration directory', () => {
  const algorithms: [Issued, SignatureAlgorithm][] = [
    [RSA, 'SHA256withRSA'],
    [RSA, 'SHA512withRSA'],
    [RSA, 'SHA512withRSAandMGF1'],
    [EC, 'SHA256withECDSA'],
    [EC, 'SHA512withECDSA'],
  ];
  for (const [issued, algorithm] of algorithms) {
    it(`is verified as it was written, signed with ${algorithm}`, async () => {
      const bytes = await signedDirectory(DIRECTORY, issued, algorithm);
      expect(verify(bytes, [OTHER.certificate.der, issued.certificate.der])).to.deep.equal(DIRECTORY);
    });
  }

  it('tells what was looked at', async () => {
    const checks = new Checks();
    verifySignedDirectory(await signed(), [EC.certificate.der], NOW, checks);
    expect(checks.list.map(({ name, outcome }) => `${name} ${outcome}`)).to.deep.equal([
      'directory-form ok',
      'verification-certificate ok',
      'directory-signature ok',
      'directory-content ok',
    ]);
    expect(checks.list[3]?.detail).to.equal('version 6, 1 files, expires at 2026-11-23T00:10:00Z');
  });

  it('reads back whatever it was written with', async () => {
    const word = fc.stringMatching(/^[A-Za-z0-9а-я .-]{1,12}$/).filter((text) => text.trim() === text && text !== '');
    const digestName = fc.constantFrom<DigestName[]>('SHA-256', 'SHA-384', 'SHA-512');
    const parts = fc.array(
      fc
        .record({ contentIdentifier: word, instance: word, location: word, fileName: fc.option(word), digestName })
        .map(({ fileName, digestName: name, ...rest }) => ({
          ...rest,
          digestName: name,
          digest: digest(name, FILE),
          ...(fileName === null ? {} : { fileName }),
        })),
      { maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(parts, fc.constantFrom<ConfigurationVersion[]>(2, 3, 4, 5, 6), async (list, version) => {
        const bytes = await writeSignedDirectory({
          ...DIRECTORY,
          version,
          parts: list,
          signer: signerOf(EC, 'SHA512withECDSA'),
        });
        expect(verify(bytes)).to.deep.equal({ ...DIRECTORY, version, parts: list });
      }),
      { numRuns: Math.min(fuzzRuns(40), 5_000) },
    );
  });

  it('is not written with a name that would break its header', async () => {
    const names: Partial<DirectoryPart>[] = [{ instance: "a'b" }, { location: 'a\r\nb' }, { contentIdentifier: 'a"b' }];
    for (const name of names) {
      const failure = await signed({ parts: [part(name)] }).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(TypeError);
    }
  });

  it('is accepted with LF line ends, header names in any case, and no closing inner boundary', async () => {
    const text = (await signed()).toString('latin1').replaceAll('\r\n', '\n').replace('--INNER--\n', '');
    const lower = text.replace(/^[A-Z][A-Za-z-]+(?=:)/gm, (name) => name.toLowerCase());
    const start = lower.indexOf('--INNER');
    const bytes = resigned(lower, lower.slice(start, lower.indexOf('\n--OUTER\n', start)));
    expect(verify(bytes)).to.deep.equal(DIRECTORY);
  });

  for (const [how, instance] of [
    ["'", "instance='BG'"],
    ['"', 'instance="BG"'],
    ['nothing', 'instance=BG'],
    ['blanks', ' instance = "BG" '],
  ] as const) {
    it(`is accepted with its instance quoted by ${how}`, async () => {
      const bytes = await withSigned((range) => range.replace("instance='BG'", instance));
      expect(verify(bytes).parts[0]?.instance).to.equal('BG');
    });
  }

  it('is of version 2 where it names none', async () => {
    const bytes = await withSigned((range) => range.replace('Version: 6\r\n', ''));
    expect(verify(bytes).version).to.equal(2);
  });

  it('may list files without a content identifier', async () => {
    const bytes = await withSigned((range) => range.replace(/Content-identifier: .*\r\n/, ''));
    expect(verify(bytes).parts[0]).not.to.have.any.keys('contentIdentifier', 'instance');
  });

  it('may be signed by a key whose certificate the anchor holds as PEM text', async () => {
    const pem = `-----BEGIN CERTIFICATE-----\n${EC.certificate.der.toString('base64')}\n-----END CERTIFICATE-----\n`;
    expect(verify(await signed(), [Buffer.from(pem)])).to.deep.equal(DIRECTORY);
  });

  it('holds until its expiry, that moment included', async () => {
    const bytes = await signed();
    expect(verify(bytes, undefined, DIRECTORY.expiresAt)).to.deep.equal(DIRECTORY);
    expect(refusal(() => verify(bytes, undefined, new Date('2026-11-23T00:10:00.001Z')))).to.equal(
      'global_conf_outdated: The configuration expired at 2026-11-23T00:10:00Z',
    );
  });

  it('is refused with any byte of what is signed changed', async () => {
    const bytes = await signed();
    const start = bytes.indexOf('--INNER');
    const end = bytes.indexOf('\r\n--OUTER\r\n', start);
    for (let at = start; at < end; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(
        refusal(() => verify(changed)),
        `byte ${at}`,
      ).to.equal('global_conf_signature_verification_failure: The signature of the directory does not hold');
    }
  });

  it('is refused with any byte of the decoded signature changed', async () => {
    const text = (await signed()).toString('latin1');
    const encoded = /\r\n\r\n([A-Za-z0-9+/=]+)\r\n--OUTER--/.exec(text)?.[1] ?? '';
    const signature = Buffer.from(encoded, 'base64');
    for (let at = 0; at < signature.length; at += 1) {
      const changed = Buffer.from(signature);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const bytes = Buffer.from(text.replace(encoded, changed.toString('base64')), 'latin1');
      expect(
        refusal(() => verify(bytes)),
        `byte ${at}`,
      ).to.match(/^global_conf_signature_verification_failure: /);
    }
  });

  it('is refused cut off anywhere, its last line break included', async () => {
    const bytes = await signed();
    for (let length = 0; length < bytes.length; length += 1) {
      expect(
        refusal(() => verify(bytes.subarray(0, length))),
        `${length} bytes`,
      ).to.match(/^global_conf_/);
    }
    expect(refusal(() => verify(bytes.subarray(0, -2)))).to.equal(
      'global_conf_parsing_downloaded_conf_directory_failure: The directory is cut off: its closing boundary and line break are missing',
    );
  });

  it('is refused without the line break that ends what is signed', async () => {
    const text = (await signed()).toString('latin1').replace('--INNER--\r\n\r\n', '--INNER--\r\n');
    expect(refusal(() => verify(Buffer.from(text, 'latin1')))).to.match(
      /^global_conf_signature_verification_failure: /,
    );
  });

  for (const [what, change, expected] of [
    [
      'no expiry',
      (range: string) => range.replace(/Expire-date: .*\r\n/, ''),
      'global_conf_header_field_missing: The header expire-date is missing',
    ],
    [
      'an expiry that is no date',
      (range: string) => range.replace(/Expire-date: .*\r\n/, 'Expire-date: never\r\n'),
      'global_conf_header_field_wrong_value: The header expire-date has the value "never"',
    ],
    [
      'an unknown version',
      (range: string) => range.replace('Version: 6', 'Version: 7'),
      'global_conf_header_field_wrong_value: The header version has the value "7"',
    ],
    [
      'a file without location',
      (range: string) => range.replace(/Content-location: .*\r\n/, ''),
      'global_conf_header_field_missing: The header content-location is missing',
    ],
    [
      'a file without instance',
      (range: string) => range.replace("; instance='BG'", ''),
      'global_conf_header_field_missing_parameter: The header content-identifier lacks its parameter instance',
    ],
    [
      'an unknown digest',
      (range: string) => range.replace('xmlenc#sha512', 'xmlenc#sha513'),
      'global_conf_header_field_wrong_value: The header hash-algorithm-id has the value "http://www.w3.org/2001/04/xmlenc#sha513"',
    ],
    [
      'a digest of another length',
      (range: string) => range.replace('xmlenc#sha512', 'xmlenc#sha256'),
      'global_conf_parsing_downloaded_conf_directory_failure: The part /V6/20261123000000000000/shared-params.xml has no SHA-256 digest',
    ],
    [
      'another transfer encoding',
      (range: string) => range.replace('encoding: base64', 'encoding: 7bit'),
      'global_conf_header_field_wrong_value: The header content-transfer-encoding has the value "7bit"',
    ],
    [
      'a header twice',
      (range: string) => range.replace('Version: 6\r\n', 'Version: 6\r\nVersion: 5\r\n'),
      'global_conf_parsing_downloaded_conf_directory_failure: The header version stands twice',
    ],
    [
      'a header without a name',
      (range: string) => range.replace('Version: 6', 'no header'),
      'global_conf_parsing_downloaded_conf_directory_failure: A header line has no name',
    ],
    [
      'text before the parts',
      (range: string) => `text\r\n${range}`,
      'global_conf_parsing_downloaded_conf_directory_failure: Something stands before the first part',
    ],
    [
      'text after the parts',
      (range: string) => `${range}text\r\n`,
      'global_conf_parsing_downloaded_conf_directory_failure: Something stands after the closing boundary',
    ],
    ['nothing signed', () => '', 'global_conf_missing_signed_data: The signed part is empty'],
  ] as const) {
    it(`is refused with ${what}, though the signature holds`, async () => {
      const bytes = await withSigned(change);
      expect(refusal(() => verify(bytes))).to.equal(expected);
    });
  }

  for (const [what, change, expected] of [
    [
      'another inner boundary in the unsigned header',
      (text: string) => text.replace('boundary=INNER', 'boundary=INNE'),
      'global_conf_parsing_downloaded_conf_directory_failure: Something stands before the first part',
    ],
    [
      'no multipart',
      (text: string) => text.replace('multipart/related', 'text/html'),
      'global_conf_parsing_downloaded_conf_directory_failure: The content type is not multipart',
    ],
    [
      'no boundary',
      (text: string) => text.replace('; boundary=OUTER', ''),
      'global_conf_parsing_downloaded_conf_directory_failure: The content type has no usable boundary',
    ],
    [
      'no signature',
      (text: string) => `${text.slice(0, text.indexOf('--OUTER\r\nContent-Type: application'))}--OUTER--\r\n`,
      'global_conf_missing_signed_data_expiration_date: The directory has no signature, so it has no expiry that anyone vouches for',
    ],
    [
      'no part at all',
      (text: string) => text.slice(0, text.indexOf('--OUTER')),
      'global_conf_missing_signed_data: The directory has no signed part',
    ],
    [
      'a third part',
      (text: string) => text.replace('--OUTER--', '--OUTER\r\n\r\nmore\r\n--OUTER--'),
      'global_conf_parsing_downloaded_conf_directory_failure: The directory has more than a signed part and its signature',
    ],
    [
      'an unknown signature algorithm',
      (text: string) => text.replace('ecdsa-sha512', 'ecdsa-sha1'),
      'global_conf_header_field_wrong_value: The header signature-algorithm-id has the value "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1"',
    ],
    [
      'the algorithm of another kind of key',
      (text: string) => text.replace('ecdsa-sha512', 'rsa-sha512'),
      'global_conf_signature_verification_failure: The signature of the directory does not hold',
    ],
    [
      'no certificate hash',
      (text: string) => text.replace(/Verification-certificate-hash: .*\r\n/, ''),
      'global_conf_header_field_missing: The header verification-certificate-hash is missing',
    ],
    [
      'a certificate hash without algorithm',
      (text: string) => text.replace(/; hash-algorithm-id=.*\r\n/, '\r\n'),
      'global_conf_header_field_missing_parameter: The header verification-certificate-hash lacks its parameter hash-algorithm-id',
    ],
    [
      'a signature that is not base64',
      (text: string) => text.replace('\r\n--OUTER--', '!\r\n--OUTER--'),
      'global_conf_signature_decode_failure: The signature of the directory is not base64',
    ],
    [
      'text before it',
      (text: string) => text.replace('\r\n--OUTER\r\n', '\r\ntext\r\n--OUTER\r\n'),
      'global_conf_parsing_downloaded_conf_directory_failure: Something stands before the first part',
    ],
    [
      'text after it',
      (text: string) => `${text}text`,
      'global_conf_parsing_downloaded_conf_directory_failure: Something stands after the closing boundary',
    ],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      const text = (await signed()).toString('latin1');
      expect(refusal(() => verify(Buffer.from(change(text), 'latin1')))).to.equal(expected);
    });
  }

  it('is refused when no certificate of the source has signed it', async () => {
    const bytes = await signed();
    const hash = digest('SHA-512', EC.certificate.der).toString('base64');
    expect(refusal(() => verify(bytes, [OTHER.certificate.der, Buffer.from('junk')]))).to.equal(
      `global_conf_missing_verification_cert: No certificate of this source has the SHA-512 hash ${hash}`,
    );
  });

  it('is refused when the certificate of that hash cannot be read', async () => {
    const junk = Buffer.from('junk');
    const bytes = await writeSignedDirectory({
      ...DIRECTORY,
      signer: { ...signerOf(EC, 'SHA512withECDSA'), certificate: junk },
    });
    expect(refusal(() => verify(bytes, [junk]))).to.match(
      /^global_conf_missing_verification_cert: The verification certificate cannot be read: /,
    );
  });

  it('is refused above a mebibyte', () => {
    expect(refusal(() => readSignedDirectory(Buffer.alloc(1_048_577)))).to.equal(
      'global_conf_parsing_downloaded_conf_directory_failure: The directory has 1048577 bytes; at most 1048576 are allowed',
    );
  });

  it('that was damaged is verified or refused, nothing else', async () => {
    const seeds = [await signed(), await signed({ parts: [part(), part({ instance: 'EE' })] })];
    fc.assert(
      fc.property(mutated(seeds), (bytes) => {
        expect(refusal(() => verify(bytes))).to.match(/^(accepted|global_conf_)/);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });

  it('that was damaged but whose signature nobody looks at is read or refused, nothing else', async () => {
    fc.assert(
      fc.property(mutated([await signed()]), (bytes) => {
        expect(refusal(() => readSignedDirectory(bytes).readSigned())).to.match(/^(accepted|global_conf_)/);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });
});

describe('A file of a signed directory', () => {
  it('is the one that was signed, or is refused with any byte changed', () => {
    verifyPart(part(), FILE);
    for (let at = 0; at < FILE.length; at += 1) {
      const changed = Buffer.from(FILE);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(
        refusal(() => {
          verifyPart(part(), changed);
        }),
        `byte ${at}`,
      ).to.match(/^global_conf_part_downloaded_file_integrity_failure: The SHA-512 digest of \/V6\//);
    }
  });
});
