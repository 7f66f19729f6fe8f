import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import { checkSoapResponse } from './consistency.ts';
import type { SoapHeader } from './header.ts';

const client = { type: 'MEMBER', instance: 'BG', memberClass: 'GOV', memberCode: '1' } as const;
const header: SoapHeader = {
  clientId: client,
  serviceId: { ...client, type: 'SERVICE', serviceCode: 'getX', serviceVersion: 'v1' },
  securityServerId: undefined,
  queryId: '7',
  userId: 'u',
  issue: undefined,
  protocolVersion: '4.0',
  representedParty: { partyCode: '9' },
  requestHash: { algorithmUri: undefined, value: 'aGk=' },
  bodyName: 'getXResponse',
  isRequest: false,
  signer: client,
};
const answer = (change: Partial<SoapHeader>, hash = 'aGk=') =>
  refusal(() => {
    checkSoapResponse({ ...header, requestHash: undefined }, hash, { ...header, ...change });
  });

describe('A SOAP response', () => {
  it('answers the request whose fields it repeats, with its hash, however that is written', () => {
    expect(answer({})).to.equal('accepted');
    expect(
      answer({ protocolVersion: '4.1', securityServerId: { ...client, type: 'SERVER', serverCode: 's' } }),
    ).to.equal('accepted');
    expect(answer({ requestHash: { algorithmUri: undefined, value: ' aG\nk= ' } })).to.equal('accepted');
  });

  const differing: Readonly<Record<string, Partial<SoapHeader>>> = {
    client: { clientId: { ...client, memberCode: '2' } },
    service: { serviceId: { ...client, type: 'SERVICE', serviceCode: 'getX' } },
    id: { queryId: '8' },
    userId: { userId: undefined },
    issue: { issue: '' },
    representedParty: { representedParty: { partyClass: 'COM', partyCode: '9' } },
  };
  for (const [field, change] of Object.entries(differing)) {
    it(`of another ${field} is refused as the service's`, () => {
      expect(answer(change)).to.equal(
        `service_failed.inconsistent_response: Response from server proxy is not consistent with request: the field '${field}' differs`,
      );
    });
  }

  it('without the hash, or with another, is refused as the security server’s', () => {
    expect(answer({ requestHash: undefined })).to.equal(
      'inconsistent_response: Response from server proxy is missing request message hash',
    );
    expect(answer({}, 'aGo=')).to.equal('inconsistent_response: Request message hash does not match request message');
  });
});
