import { expect } from 'chai';
import type { OperationalRecord } from './operational-record.ts';
import { rowOf } from './record-row.ts';

const STORING = { id: 1, seconds: 100, version: '7.8.1' };
const record: OperationalRecord = {
  securityServerType: 'Producer',
  securityServerInternalIp: '10.0.0.7',
  requestInTs: 1_000,
  requestOutTs: 1_010,
  responseInTs: 1_020,
  responseOutTs: 1_030,
  succeeded: true,
};

describe('An operational record as it is kept', () => {
  it('tells when a request went out to its service, and when the answer came', () => {
    expect(rowOf(record, STORING)).to.include({
      ...{ id: 1, monitoringDataTs: 100, xRoadVersion: '7.8.1', succeeded: 1 },
      ...{ requestInTs: 1_000, requestOutTs: 1_010, responseInTs: 1_020, responseOutTs: 1_030 },
    });
  });

  it('has X-Road’s times where the server answered itself', () => {
    expect(rowOf({ ...record, answeredHere: true }, STORING)).to.include({
      ...{ requestInTs: 1_000, requestOutTs: 1_000, responseInTs: 1_030, responseOutTs: 1_030 },
    });
  });

  it('is bounded, and without the numbers of persons', () => {
    const row = rowOf(
      {
        ...record,
        messageId: 'x'.repeat(300),
        messageUserId: 'BG3523126407',
        faultString: `3523126407${'y'.repeat(3_000)}`,
      },
      STORING,
    );
    expect(row.messageId).to.have.length(255);
    expect(row.messageUserId).to.equal('BG[ten digits]');
    expect(row.faultString)
      .to.have.length(2_048)
      .and.match(/^\[ten digits\]y+$/);
  });
});
