import { expect } from 'chai';
import { readSoapFault } from '#protocol/soap/fault.ts';
import type { Country } from '../country.ts';
import { CLIENT, SERVICE, startSoapCountry } from './country.ts';
import { soapRequest } from './messages.ts';

describe('A provider’s server that wants newer software of its peers', function () {
  this.timeout(60_000);
  let country: Country;

  before(async () => {
    country = await startSoapCountry({ 'proxy.server-min-supported-client-version': '7.9.0' });
  });

  after(() => country.stop());

  it('refuses ours, in both protocols, and nobody is called', async () => {
    const rest = await country.ask('consumer', { service: 'TEST/GOV/1/registry/rest', client: CLIENT });
    expect(rest.code).to.equal('server.serverproxy.client_proxy_version_not_supported');
    const soap = await country.ask('consumer', {
      ...{ service: '', rawPath: '/', method: 'POST' },
      body: soapRequest({ client: CLIENT, service: SERVICE }),
      headers: { 'Content-Type': 'text/xml' },
    });
    expect(readSoapFault(soap.body)?.code).to.equal('server.serverproxy.client_proxy_version_not_supported');
    expect(country.provider.calls).to.deep.equal([]);
  });
});
