import { expect } from 'chai';
import type { KeptEvent } from '../audit-log.ts';
import { cefText, jsonText, signatureOf } from './event-text.ts';
import { counted, syslogMessage } from './message.ts';

const DEVICE = { product: 'central-server', version: '1.2.3' };
const HASH = 'ab'.repeat(32);

const EVENT: KeptEvent = {
  ...{ id: 7, at: Date.parse('2026-11-29T08:00:00.123Z'), event: 'Add member', outcome: 'success' },
  ...{ user_name: 'ivan', authentication: 'Session', address: '192.0.2.7', url: '/api/v1/members' },
  ...{ correlation_id: 'c-1', reason: null, data: '{"after":{"name":"Община"}}', hash: HASH },
};

describe('An event for a collector', () => {
  it('is written in the Common Event Format', () => {
    expect(cefText(EVENT, DEVICE, true)).to.equal(
      'CEF:0|Drum|central-server|1.2.3|add-member|Add member|3|rt=1795939200123 externalId=7 cat=audit outcome=success ' +
        'suser=ivan src=192.0.2.7 request=/api/v1/members cs1=Session cs1Label=authentication cs2=c-1 cs2Label=correlationId ' +
        `cs3=${HASH} cs3Label=hash cs4={"after":{"name":"Община"}} cs4Label=data`,
    );
  });

  it('keeps to its field there, whatever somebody has written into it', () => {
    const text = cefText(
      {
        ...EVENT,
        ...{ event: 'A|b\\c\nd', outcome: 'failure', reason: 'log_in_failed', address: '2001:db8::1' },
        ...{ user_name: 'x outcome=success\r\n<110>1 forged \\', data: '{"a":"b=c"}' },
      },
      DEVICE,
      true,
    );
    expect(text.split('\n')).to.have.length(1);
    expect(text).to.match(/^CEF:0\|Drum\|central-server\|1\.2\.3\|a-b-c-d\|A\\\|b\\\\c d\|6\|rt=/);
    expect(text).to.include(
      String.raw`suser=x outcome\=success\r\n<110>1 forged \\ c6a2=2001:db8::1 c6a2Label=Source IPv6 Address`,
    );
    expect(text).to.include(String.raw`cs4={"a":"b\=c"}`);
    expect(text).to.include('reason=log_in_failed').and.not.include('src=');
  });

  it('is written as a line of JSON', () => {
    expect(JSON.parse(jsonText(EVENT, DEVICE, true))).to.deep.equal({
      ...{ vendor: 'Drum', product: 'central-server', version: '1.2.3', at: '2026-11-29T08:00:00.123Z' },
      ...{ id: 7, event: 'Add member', outcome: 'success', user_name: 'ivan', authentication: 'Session' },
      ...{ address: '192.0.2.7', url: '/api/v1/members', correlation_id: 'c-1', hash: HASH },
      data: { after: { name: 'Община' } },
    });
  });

  it("holds nobody's number", () => {
    const event = { ...EVENT, user_name: '7501020018', url: '/x/7501020018', data: '{"after":{"name":"7501020018"}}' };
    for (const text of [cefText(event, DEVICE, true), jsonText(event, DEVICE, true)]) {
      expect(text).not.to.include('7501020018');
      expect(text).to.include('[ten digits]');
    }
  });

  it('is a message of RFC 5424, behind its length in bytes', () => {
    const message = syslogMessage(EVENT, DEVICE, { transport: 'tls', format: 'json' });
    expect(message.toString()).to.match(
      /^<110>1 2026-11-29T08:00:00\.123Z [!-~]+ drum-central-server - add-member - \{"vendor":"Drum"/,
    );
    const failed = syslogMessage({ ...EVENT, outcome: 'failure' }, DEVICE, { transport: 'tls', format: 'cef' });
    expect(failed.toString()).to.match(/^<108>1 .* - CEF:0\|/);
    expect(counted(message).toString()).to.equal(`${message.length} ${message.toString()}`);
  });

  it('leaves out the values that are more than a message may have, and says so', () => {
    const event = { ...EVENT, data: JSON.stringify({ after: 'x'.repeat(20_000) }), user_name: 'y'.repeat(5_000) };
    const whole = syslogMessage(event, DEVICE, { transport: 'tcp', format: 'json' });
    expect(whole.length).to.be.above(20_000);
    const datagram = syslogMessage(event, DEVICE, { transport: 'udp', format: 'json' });
    expect(datagram.length).to.be.below(8_192);
    expect(datagram.toString()).to.include('"data":{"omitted":true,"bytes":20012}');
  });

  it('has a word that rules can go by', () => {
    expect(signatureOf({ event: 'Log in user' })).to.equal('log-in-user');
    expect(signatureOf({ event: 'Добавяне' })).to.equal('');
    expect(signatureOf({ event: 'x'.repeat(100) })).to.have.length(32);
  });
});
