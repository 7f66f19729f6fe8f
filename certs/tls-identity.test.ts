import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '#config/clock.ts';
import { temporaryFolders } from '../test/temporary.ts';
import { newTlsIdentity, replaceTlsIdentity, tlsIdentity } from './tls-identity.ts';

const OF = { name: 'listener', commonName: 'a', address: 'a.example.bg', clock: systemClock };
const FILES = ['listener-certificate.pem', 'listener-key.pem'];

describe('The TLS identity of a listener', () => {
  const folders = temporaryFolders();

  it('is made once, and another takes its place', async () => {
    const folder = folders();
    const first = await tlsIdentity(folder, OF);
    expect(await tlsIdentity(folder, OF)).to.deep.equal(first);
    const next = await newTlsIdentity('b', 'b.example.bg', systemClock.now());
    await replaceTlsIdentity(folder, OF.name, next);
    expect(await tlsIdentity(folder, OF)).to.deep.equal(next);
    expect(readdirSync(folder)).to.have.members(FILES);
  });

  it('is whole where the power went in the middle of a replacement', async () => {
    const folder = folders();
    await tlsIdentity(folder, OF);
    const next = await newTlsIdentity('b', 'b.example.bg', systemClock.now());
    writeFileSync(join(folder, 'listener-next.pem'), next.key + next.certificate);
    writeFileSync(join(folder, 'listener-key.pem'), next.key);
    expect(await tlsIdentity(folder, OF)).to.deep.equal(next);
    expect(readdirSync(folder)).to.have.members(FILES);
  });
});
