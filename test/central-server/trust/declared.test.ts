import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCentralServerFile } from '#central-server/file.ts';
import { refusalOf } from '../../refusal.ts';
import { temporaryFolders } from '../../temporary.ts';
import { OWN_CA, pemOf, TSA } from './services.ts';

describe('Trust services in the file of a central server', () => {
  const folder = temporaryFolders();
  const read = (acme: object) => {
    const path = folder();
    writeFileSync(join(path, 'ca.pem'), pemOf(OWN_CA));
    writeFileSync(join(path, 'tsa.pem'), pemOf(TSA));
    const file = {
      ...{ data: 'data', instance: 'BG', listen: {}, publicAddress: 'cs', pin: { file: 'pin' } },
      certificationServices: [
        {
          ...{ name: 'CA', profile: 'Ejbca', certificate: 'ca.pem', acme },
          ocsp: [{ url: 'http://ocsp', costType: 'FREE' }],
        },
      ],
      timeStampingServices: [{ name: 'TSA', url: 'http://tsa', certificate: 'tsa.pem', costType: 'PAID' }],
    };
    writeFileSync(join(path, 'central-server.yaml'), JSON.stringify(file));
    return readCentralServerFile(join(path, 'central-server.yaml'));
  };
  const acme = { directoryUrl: 'https://acme/', ipAddress: '192.0.2.1,192.0.2.2', signingCertificateProfileId: 'sign' };

  it('declare where certificates are ordered and what services cost', async () => {
    const { declared } = await read(acme);
    expect(declared.certificationServices[0]?.acmeServer).to.deep.equal(acme);
    expect(declared.certificationServices[0]?.topCa.ocsp).to.deep.equal([{ url: 'http://ocsp', costType: 'FREE' }]);
    expect(declared.timeStampingServices[0]?.costType).to.equal('PAID');
  });

  it('are refused with an address that is none', async () => {
    expect(await refusalOf(() => read({ ...acme, ipAddress: 'acme' }))).to.match(
      /^malformed_server_conf: .*must be IP addresses/s,
    );
    expect(await refusalOf(() => read({ ...acme, directoryUrl: 'acme' }))).to.match(/^malformed_server_conf: /);
  });
});
