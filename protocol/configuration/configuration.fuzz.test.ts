import { expect } from 'chai';
import fc from 'fast-check';
import { anchors, privateParameters, sharedParameters } from '../../test/configuration-arbitraries.ts';
import { configurationFiles } from '../../test/evidence/country.ts';
import { expectCode, itSurvives } from '../../test/fuzz.ts';
import { hostileBytes, hostileText } from '../../test/hostile-input.ts';
import { hostileJson } from '../../test/hostile-json.ts';
import { hostileXml } from '../../test/hostile-xml.ts';
import { DIRECTORY_KEY, partOf, signedDirectory } from '../../test/signed-directories.ts';
import { Checks } from '../checks.ts';
import { readAnchor, writeAnchor } from './anchor.ts';
import { instanceFolderName, partFileName } from './files.ts';
import { loadConfiguration } from './load.ts';
import { readMetadata } from './metadata.ts';
import { readHeaderValue } from './mime.ts';
import { readFetchIntervalSeconds, readMonitoringClient, readVerifyNextUpdate } from './optional-parts.ts';
import { CONFIGURATION_VERSIONS } from './parameters.ts';
import { readPrivateParameters, writePrivateParameters } from './private-parameters.ts';
import { withSources } from './replace-sources.ts';
import { readSharedParameters } from './shared-parameters.ts';
import { writeSharedParameters } from './shared-parameters-writer.ts';
import { readSignedDirectory } from './signed-directory.ts';
import { parseBase64, parseBoolean, parseDateTime, parseInteger } from './simple-types.ts';
import { verifySignedDirectory } from './verify-directory.ts';

const SAMPLE = { numRuns: 6, seed: 7 };
const AT = new Date('2026-11-23T00:00:00Z');
const versions = fc.constantFrom(...CONFIGURATION_VERSIONS);

const directories = async (): Promise<Buffer[]> => {
  const directory = { expiresAt: new Date('2026-11-23T00:10:00Z'), version: 6 } as const;
  const part = partOf(Buffer.from('<conf/>'));
  const other = partOf(Buffer.from('x'), { instance: 'EE', fileName: 'a.xml' });
  return [
    await signedDirectory({ ...directory, parts: [part, other] }),
    await signedDirectory({ ...directory, parts: [] }),
  ];
};
const MIME = [
  '\r\n',
  '\n',
  '--OUTER',
  '--OUTER--\r\n',
  '--INNER\r\n',
  '--INNER--',
  ':',
  ';',
  '="',
  "='",
  '\\"',
  ' folded',
  'Content-Type: multipart/mixed; boundary=INNER\r\n',
  'Version: 9\r\n',
  'Expire-date: 2026-02-30T00:00:00Z\r\n',
];

const optionalParts = ['<ocspFetchInterval>100</ocspFetchInterval>', '<verifyNextUpdate>true</verifyNextUpdate>'].map(
  (content) => `<x:conf xmlns:x="http://x-road.eu/xsd/xroad.xsd">${content}</x:conf>`,
);
const monitoring =
  '<x:conf xmlns:x="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers"><monitoringClient>' +
  '<monitoringClientId id:objectType="MEMBER"><id:xRoadInstance>BG</id:xRoadInstance><id:memberClass>GOV</id:memberClass>' +
  '<id:memberCode>1</id:memberCode></monitoringClientId></monitoringClient></x:conf>';

describe('Global configuration in hostile input', () => {
  const hostileDirectories = async () => hostileBytes(await directories(), MIME);
  itSurvives('signed configuration directory', hostileDirectories, (bytes) => readSignedDirectory(bytes).readSigned());
  itSurvives('verification of a configuration directory', hostileDirectories, (bytes) =>
    verifySignedDirectory(bytes, [DIRECTORY_KEY.certificate.der], AT, new Checks()),
  );
  itSurvives('MIME header value', hostileText([`a; b='c'; d="e\\"f"; g=h`], MIME), (text) => readHeaderValue(text));

  const hostileAnchors = () => hostileXml(fc.sample(anchors, SAMPLE).map(writeAnchor));
  itSurvives('configuration anchor', hostileAnchors, (bytes) => {
    const anchor = readAnchor(bytes);
    expect(readAnchor(writeAnchor(anchor))).to.deep.equal(anchor);
  });

  const hostileShared = () => {
    const written = CONFIGURATION_VERSIONS.flatMap((version) =>
      fc.sample(sharedParameters(version), SAMPLE).map((parameters) => writeSharedParameters(parameters, version)),
    );
    return fc.tuple(hostileXml(written), versions);
  };
  itSurvives('shared parameters', hostileShared, ([bytes, version]) => readSharedParameters(bytes, version));

  itSurvives('sources of shared parameters that are passed on', hostileShared, ([bytes, version]) => {
    const source = { address: 'a', internalVerificationCertificates: [], externalVerificationCertificates: [] };
    return withSources(bytes, version, [source]);
  });

  const hostilePrivate = () => {
    const written = fc.sample(privateParameters, SAMPLE).map((parameters) => writePrivateParameters(parameters));
    return fc.tuple(hostileXml(written), versions);
  };
  itSurvives('private parameters', hostilePrivate, ([bytes, version]) => readPrivateParameters(bytes, version));

  const readers = fc.constantFrom(readFetchIntervalSeconds, readVerifyNextUpdate, readMonitoringClient);
  itSurvives(
    'optional configuration parts',
    fc.tuple(hostileXml([...optionalParts, monitoring]), readers),
    ([bytes, read]) => read(bytes),
  );

  const metadata = {
    contentIdentifier: 'SHARED-PARAMETERS',
    instanceIdentifier: 'BG',
    expirationDate: '2026-01-01T00:00:00Z',
    contentLocation: '/V6/x.xml',
    configurationVersion: '6',
  };
  itSurvives('configuration metadata', hostileJson([metadata, { configurationVersion: 2 }]), (text) =>
    readMetadata(Buffer.from(text)),
  );

  const folders = () => {
    const files = configurationFiles();
    const paths = [...files.keys()];
    const change = fc.record({
      path: fc.constantFrom(...paths),
      to: fc.oneof(fc.constantFrom(...paths, 'EE/shared-params.xml', 'BG/nextupdate-params.xml'), hostileText(paths)),
      bytes: fc.oneof(hostileXml([...files.values()]), fc.constant(undefined)),
    });
    return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
      const changed = new Map(files);
      for (const { path, to, bytes } of changes) {
        changed.delete(path);
        if (bytes !== undefined) changed.set(to, bytes);
      }
      return changed;
    });
  };
  itSurvives('configuration folder', folders, (files) => {
    for (const { error } of loadConfiguration(files).problems) expectCode(error);
  });

  const texts = hostileText([
    'AAAA',
    'AA==',
    '2026-01-01T00:00:00.123Z',
    '2026-01-01T00:00+03:00',
    '-12',
    'true',
    ' 1 ',
  ]);
  itSurvives('simple types of configuration', texts, (text) => {
    const bytes = parseBase64(text);
    if (bytes !== undefined) expect(parseBase64(bytes.toString('base64'))?.equals(bytes)).to.equal(true);
    const date = parseDateTime(text, 'optional');
    return [date?.toISOString(), parseInteger(text), parseBoolean(text)];
  });

  const locations = hostileText(
    ['/V6/1/shared-params.xml', 'a/b?c#d', '../x', 'x.metadata', 'BG', 'Ð?.. '],
    ['/', '..', '\\', '\0', '%2f', '?', '#', '.metadata', ':'],
  );
  const parts = fc.record({
    location: locations,
    fileName: fc.option(locations, { nil: undefined }),
    contentIdentifier: fc.constantFrom(undefined, 'SHARED-PARAMETERS', 'OTHER', '__proto__'),
  });
  itSurvives('names of configuration files', parts, ({ location, fileName, contentIdentifier }) => {
    const part = partOf(Buffer.alloc(0), {
      location,
      ...(fileName && { fileName }),
      ...(contentIdentifier && { contentIdentifier }),
    });
    expect(partFileName(part)).to.match(/^[A-Za-z0-9_][A-Za-z0-9._ -]*$/);
  });
  itSurvives('folder of an instance', locations, (instance) => {
    expect(instanceFolderName(instance))
      .to.match(/^[A-Za-z0-9.*_+%-]+$/)
      .and.not.match(/^\.+$/);
  });
});
