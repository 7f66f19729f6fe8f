import { expect } from 'chai';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '#config/clock.ts';
import { OP_MONITORING } from '#protocol/monitoring/request.ts';
import type { Country } from '../country.ts';
import { until } from '../country/poll.ts';
import { failureOf } from '../soap/answers.ts';
import { echoOf, newId, soapRequest } from '../soap/messages.ts';
import { CLIENT, MONITOR, OTHER, OWNER, PROVIDER, startMonitoringCountry } from './country.ts';
import { askMonitoring, recordsIn, textIn, type MonitoringQuestion, type MonitoringRecord } from './questions.ts';
import { MonitoringSchemas } from './schemas.ts';

const SUITE_MS_MAX = 90_000;
const nowSeconds = (): number => Math.floor(systemClock.now().getTime() / 1000);

describe('getSecurityServerOperationalData', function () {
  this.timeout(SUITE_MS_MAX);
  let country: Country;
  let schemas: MonitoringSchemas;
  let startedAt: number;

  before(async () => {
    startedAt = nowSeconds();
    schemas = new MonitoringSchemas();
    country = await startMonitoringCountry();
    country.provider.script = (call, response) => {
      if (call.path.startsWith('/by-number')) response.writeHead(404).end('nobody');
      else
        response
          .writeHead(200, { 'content-type': call.headers['content-type'] ?? 'text/plain' })
          .end(call.method === 'POST' ? echoOf(call.body.toString()) : 'found');
    };
  });

  after(async () => {
    await country.stop();
    schemas.close();
  });

  const criteria = (from = startedAt - 1, to = nowSeconds() + 1_000, more = '') =>
    `<m:searchCriteria><m:recordsFrom>${from}</m:recordsFrom><m:recordsTo>${to}</m:recordsTo>${more}</m:searchCriteria>`;
  const spec = (...fields: string[]) =>
    `<m:outputSpec>${fields.map((field) => `<m:outputField>${field}</m:outputField>`).join('')}</m:outputSpec>`;

  const ask = (change: Partial<MonitoringQuestion> = {}) =>
    askMonitoring(country, {
      through: 'consumer',
      client: MONITOR,
      code: 'getSecurityServerOperationalData',
      namespace: OP_MONITORING,
      content: criteria(),
      ...change,
    });

  /** The record of a message, as the monitoring client is told it. */
  const toldOf = (messageId: string): Promise<MonitoringRecord> =>
    until('the record is told', async () => recordsIn(await ask()).find((record) => record.messageId === messageId));
  const keptOf = (server: string, messageId: string): Promise<MonitoringRecord> =>
    until('an operational record', () => {
      const [row] = country.operational(server, messageId);
      if (row === undefined) return undefined;
      const known = Object.entries(row).filter(([name, value]) => value !== null && name !== 'id');
      return Object.fromEntries(known) as MonitoringRecord;
    });

  /** Times, sizes and addresses: what differs from run to run must be there, and the rest must be exactly this. */
  function expectRecord(record: MonitoringRecord, varying: readonly string[], exact: MonitoringRecord): void {
    expect(Object.keys(record).sort()).to.deep.equal([...varying, ...Object.keys(exact)].sort());
    expect(record).to.include(exact);
  }

  const ALWAYS = ['monitoringDataTs', 'requestInTs', 'responseOutTs', 'xRequestId', 'xRoadVersion', 'messageId'];
  const THROUGH = [...ALWAYS, 'requestOutTs', 'responseInTs'];
  const client = (code = 'is') => ({
    ...{ clientXRoadInstance: 'TEST', clientMemberClass: 'MUN', clientMemberCode: '1', clientSubsystemCode: code },
  });
  const service = (serviceCode: string) => ({
    ...{
      serviceXRoadInstance: 'TEST',
      serviceMemberClass: 'GOV',
      serviceMemberCode: '1',
      serviceSubsystemCode: 'registry',
    },
    serviceCode,
  });
  const addresses = () => ({
    clientSecurityServerAddress: country.address('consumer'),
    serviceSecurityServerAddress: country.address('provider'),
  });
  const at = (server: 'consumer' | 'provider') => ({
    securityServerType: server === 'consumer' ? 'Client' : 'Producer',
    securityServerInternalIp: country.address(server),
  });
  const inOrder = (record: MonitoringRecord) => {
    const times = ['requestInTs', 'requestOutTs', 'responseInTs', 'responseOutTs'].map(
      (name) => record[name] as number,
    );
    expect(times).to.deep.equal([...times].sort((a, b) => a - b));
  };

  it('tells of a REST exchange what X-Road tells, field by field, on both sides', async () => {
    const id = newId();
    const headers = {
      'X-Road-Id': id,
      'X-Road-UserId': 'BG12',
      'X-Road-Issue': 'case 7',
      'X-Road-Represented-Party': 'COM/9',
    };
    await country.ask('consumer', { service: `${PROVIDER}/persons/by-number/12`, client: CLIENT, headers });
    const both = {
      ...client(),
      ...service('persons'),
      ...addresses(),
      ...{ messageUserId: 'BG12', messageIssue: 'case 7', representedPartyClass: 'COM', representedPartyCode: '9' },
      ...{ messageProtocolVersion: '1', restMethod: 'GET', serviceType: 'REST', statusCode: 404 },
      ...{ requestAttachmentCount: 0, responseAttachmentCount: 0 },
    };
    const sizes = ['requestSize', 'responseSize'];
    const asked = await keptOf('consumer', id);
    expectRecord(asked, [...THROUGH, ...sizes], { ...both, ...at('consumer'), succeeded: 0 });
    const answered = await toldOf(id);
    expectRecord(answered, [...THROUGH, ...sizes], {
      ...{ ...both, ...at('provider'), succeeded: false },
      // Of the endpoint, not of the request.
      restPath: '/by-number/*',
    });
    for (const name of ['requestSize', 'responseSize', 'xRequestId', 'xRoadVersion'])
      expect(answered[name]).to.equal(asked[name]);
    inOrder(asked);
    inOrder(answered);
  });

  it('tells of a SOAP exchange what X-Road tells, field by field, on both sides', async () => {
    const id = newId();
    const body = soapRequest({ client: CLIENT, service: `${PROVIDER}/getPerson/v1`, id });
    await country.ask('consumer', {
      service: '',
      rawPath: '/',
      method: 'POST',
      body,
      headers: { 'Content-Type': 'text/xml' },
    });
    const both = {
      ...client(),
      ...service('getPerson'),
      serviceVersion: 'v1',
      ...addresses(),
      ...{ messageProtocolVersion: '4.0', serviceType: 'WSDL', requestSize: body.length },
      ...{ requestAttachmentCount: 0, responseAttachmentCount: 0 },
    };
    const asked = await keptOf('consumer', id);
    expectRecord(asked, [...THROUGH, 'responseSize'], { ...both, ...at('consumer'), succeeded: 1 });
    const answered = await toldOf(id);
    expectRecord(answered, [...THROUGH, 'responseSize'], { ...both, ...at('provider'), succeeded: true });
    inOrder(asked);
    inOrder(answered);
  });

  it('tells of refused exchanges what X-Road tells, field by field, on both sides', async () => {
    const id = newId();
    await country.ask('consumer', { service: `${PROVIDER}/closed/x`, client: CLIENT, headers: { 'X-Road-Id': id } });
    const both = {
      ...client(),
      ...service('closed'),
      ...addresses(),
      ...{ messageProtocolVersion: '1', restMethod: 'GET', requestAttachmentCount: 0 },
      faultCode: 'server.serverproxy.access_denied',
      faultString: 'Request is not allowed: SERVICE:TEST/GOV/1/registry/closed',
    };
    const asked = await keptOf('consumer', id);
    expectRecord(asked, [...THROUGH, 'requestSize'], { ...both, ...at('consumer'), serviceType: 'REST', succeeded: 0 });
    const answered = await toldOf(id);
    expectRecord(answered, [...ALWAYS, 'requestSize'], {
      ...both,
      ...at('provider'),
      serviceType: 'OPENAPI3',
      succeeded: false,
    });
  });

  it('tells of services that the server answers itself: they go out as they come in', async () => {
    const id = newId();
    await country.ask('consumer', { service: `${PROVIDER}/listMethods`, client: OTHER, headers: { 'X-Road-Id': id } });
    const record = await toldOf(id);
    expect(record).to.include({ serviceCode: 'listMethods', serviceType: 'REST', statusCode: 200, succeeded: true });
    expect(record.requestOutTs).to.equal(record.requestInTs);
    expect(record.responseInTs).to.equal(record.responseOutTs);
  });

  it('answers with a gzip attachment that the body refers to, by X-Road’s schema', async () => {
    const answer = await ask();
    schemas.validate('op-monitoring.xsd', answer.soap);
    expect(answer.contentType).to.match(/^multipart\/related; type="text\/xml"; charset="?UTF-8"?; boundary="/);
    expect(answer.attachments.map(({ contentType, headers }) => ({ contentType, headers }))).to.deep.equal([
      {
        contentType: 'application/gzip',
        headers: [
          ['Content-Transfer-Encoding', 'binary'],
          ['Content-ID', '<operational-monitoring-data.json.gz>'],
        ],
      },
    ]);
    expect(textIn(answer.element, 'records')).to.equal('cid:operational-monitoring-data.json.gz');
    expect(Number(textIn(answer.element, 'recordsCount'))).to.equal(recordsIn(answer).length);
    expect(Number(textIn(answer.element, 'nextRecordsFrom'))).to.be.within(startedAt, nowSeconds());
  });

  it('has no next records for a time that is over', async () => {
    const over = nowSeconds();
    await setTimeout(1_100);
    const answer = await ask({ content: criteria(startedAt - 1, over - 1) });
    expect(textIn(answer.element, 'nextRecordsFrom')).to.equal(undefined);
  });

  it('tells the fields that are asked for alone', async () => {
    const records = recordsIn(await ask({ content: criteria() + spec('serviceCode', 'succeeded', 'restPath') }));
    expect(records).to.deep.include({ serviceCode: 'persons', succeeded: false, restPath: '/by-number/*' });
    for (const record of records)
      expect(['serviceCode', 'succeeded', 'restPath']).to.include.members(Object.keys(record));
  });

  it('tells of one provider where it is asked to', async () => {
    const of = (code: string) =>
      '<m:client id:objectType="SUBSYSTEM"><id:xRoadInstance>TEST</id:xRoadInstance><id:memberClass>GOV</id:memberClass>' +
      `<id:memberCode>1</id:memberCode><id:subsystemCode>${code}</id:subsystemCode></m:client>`;
    const records = recordsIn(await ask({ content: criteria(undefined, undefined, of('registry')) }));
    expect(new Set(records.map(({ serviceSubsystemCode }) => serviceSubsystemCode))).to.deep.equal(
      new Set(['registry']),
    );
    expect(recordsIn(await ask({ content: criteria(undefined, undefined, of('nobody')) }))).to.deep.equal([]);
  });

  it('tells the owner all, where he names the server, and others of their own alone', async () => {
    const clients = (records: readonly MonitoringRecord[]) => new Set(records.map((each) => each.clientSubsystemCode));
    const owners = await ask({ client: OWNER, through: 'provider' });
    expect(clients(recordsIn(owners))).to.include.keys('is', 'other', 'monitor');
    const unnamed = recordsIn(await ask({ client: OWNER, through: 'provider', namesServer: false }));
    expect(clients(unnamed)).to.not.include.keys('is', 'other');
    for (const namesServer of [true, false]) {
      const own = recordsIn(await ask({ client: OTHER, namesServer }));
      expect(clients(own)).to.deep.equal(new Set(['other']));
      for (const record of own) expect(record).to.not.have.property('securityServerInternalIp');
    }
  });

  const refused: Readonly<Record<string, [() => string, RegExp]>> = {
    'no criteria': [() => '', /searchCriteria is missing/],
    'no end': [() => '<m:searchCriteria><m:recordsFrom>1</m:recordsFrom></m:searchCriteria>', /recordsTo is missing/],
    'a word for a time': [
      () => criteria().replace(/>\d+</, '>yesterday<'),
      /recordsFrom must be a whole number of seconds/,
    ],
    'a time before 1970': [() => criteria(-1), /recordsFrom is a negative number/],
    'an end before its begin': [() => criteria(10, 9), /recordsTo is earlier than recordsFrom/],
    'a time that has not come': [() => criteria(nowSeconds() + 500), /Records not available from \d+ yet/],
    'a field that there is not': [() => criteria() + spec('colour'), /Unknown output field in search criteria: colour/],
    'an element that there is not': [() => `${criteria()}<m:colour/>`, /colour stands where outputSpec may stand/],
  };
  for (const [what, [content, expected]] of Object.entries(refused)) {
    it(`refuses ${what}, and says which rule`, async () => {
      const failure = await failureOf(ask({ content: content() }));
      expect(failure)
        .to.match(/^server\.serverproxy\.opmonitor\.client\.invalid_request: /)
        .and.match(expected);
    });
  }

  it('is a service of the owner’s alone', async () => {
    const body = soapRequest({ client: CLIENT, service: `${PROVIDER}/getSecurityServerOperationalData` });
    const { body: answer } = await country.ask('consumer', {
      ...{ service: '', rawPath: '/', method: 'POST', body, headers: { 'Content-Type': 'text/xml' } },
    });
    expect(answer.toString()).to.include('<faultcode>server.serverproxy.unknown_service</faultcode>');
  });
});
