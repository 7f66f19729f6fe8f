import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { formatRestClient } from '#protocol/identifiers/rest.ts';
import { readSoapFault, writeSoapFault } from '#protocol/soap/fault.ts';
import { readSoapHeader } from '#protocol/soap/header.ts';
import { describeWithVectors, vectorsPath } from '../vectors.ts';

describeWithVectors('SOAP messages of the lab', () => {
  const root = vectorsPath('lab', 'extracted');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('/message') && readFileSync(vectorsPath('lab', 'extracted', name))[0] === 0x3c)
    .sort();

  it('are there', () => {
    expect(files).to.have.lengthOf(23);
  });

  for (const name of files) {
    it(`extracted/${name}: names who signed it`, () => {
      const header = readSoapHeader(readFileSync(vectorsPath('lab', 'extracted', name)));
      expect(header.isRequest).to.equal(name.includes('/request/'));
      const expected = readFileSync(
        vectorsPath('lab', 'extracted', name.replace(/message$/, 'signer.txt')),
        'utf8',
      ).trim();
      // That request names a subsystem that does not exist; the recording says whose key signed it.
      const named = name.startsWith('soap-err-unknown-client/') ? 'LAB/COM/1001/NoSuch' : expected;
      expect(formatRestClient(header.signer)).to.equal(named);
    });
  }

  const faults = readdirSync(vectorsPath('lab', 'replay-server-proxy')).filter((name) =>
    name.endsWith('.response.http'),
  );
  for (const name of faults) {
    const body =
      readFileSync(vectorsPath('lab', 'replay-server-proxy', name))
        .toString('latin1')
        .split('\r\n\r\n')[1] ?? '';
    if (!body.startsWith('<?xml')) continue;
    it(`replay-server-proxy/${name}: is written back byte for byte`, () => {
      const fault = readSoapFault(Buffer.from(body, 'latin1'));
      expect(fault && writeSoapFault(fault).toString('latin1')).to.equal(body);
    });
  }
});
