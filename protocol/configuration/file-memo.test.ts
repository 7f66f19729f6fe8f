import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { issue } from '../../test/pki/certificates.ts';
import { refusal } from '../../test/refusal.ts';
import { FileMemo } from './file-memo.ts';
import { loadConfiguration } from './load.ts';
import { writeMetadata } from './metadata.ts';
import type { SharedParameters } from './parameters.ts';
import { writeSharedParameters } from './shared-parameters-writer.ts';

const parameters: SharedParameters = {
  ...{ version: 6, instance: 'BG', approvedCas: [], approvedTsas: [], members: [], securityServers: [] },
  ...{ globalGroups: [], memberClasses: [], ocspFreshnessSeconds: 3_600 },
  sources: [
    {
      address: 'cs.example',
      internalVerificationCertificates: [issue({ subject: 'internal' }).certificate.der],
      externalVerificationCertificates: [issue({ subject: 'external' }).certificate.der],
    },
  ],
};

describe('What is known of a file', () => {
  it('is found out once, in each version', () => {
    const memo = new FileMemo();
    const file = writeSharedParameters(parameters, 6);
    const read = memo.sharedParameters(file, 6);
    expect(read.instance).to.equal('BG');
    expect(memo.sharedParameters(file, 6)).to.equal(read);
    // Version 2 has no sources.
    expect(refusal(() => memo.sharedParameters(file, 2))).to.match(/^malformed_global_conf: /);
    expect(memo.sharedParameters(file, 6)).to.equal(read);
    expect(memo.sharedParameters(Buffer.from(file), 6)).not.to.equal(read);
    expect(memo.sha256(file)).to.equal(createHash('sha256').update(file).digest('hex'));
  });

  it('is what a configuration with the same contents has read already', () => {
    const files = () =>
      new Map<string, Uint8Array>([
        ['instance-identifier', Buffer.from('BG')],
        ['BG/shared-params.xml', writeSharedParameters(parameters, 6)],
        [
          'BG/shared-params.xml.metadata',
          writeMetadata({ contentIdentifier: 'SHARED-PARAMETERS', instanceIdentifier: 'BG', configurationVersion: 6 }),
        ],
      ]);
    const known = loadConfiguration(files());
    const memo = new FileMemo();
    const again = files();
    expect(loadConfiguration(again, known, memo).id).to.equal(known.id);
    expect(memo.sharedParameters(again.get('BG/shared-params.xml') ?? Buffer.alloc(0), 6)).to.equal(known.shared('BG'));
  });
});
