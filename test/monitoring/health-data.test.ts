import { expect } from 'chai';
import { systemClock } from '#config/clock.ts';
import { identifierToXml } from '#protocol/identifiers/xml.ts';
import { parseRestClientHeader } from '#protocol/identifiers/rest.ts';
import { OP_MONITORING } from '#protocol/monitoring/request.ts';
import type { XmlElement } from '#protocol/xml/document.ts';
import type { Country } from '../country.ts';
import { failureOf } from '../soap/answers.ts';
import { CLIENT, MONITOR, OTHER, OWNER, PROVIDER, startMonitoringCountry } from './country.ts';
import { askMonitoring, textIn, type MonitoringQuestion } from './questions.ts';
import { MonitoringSchemas } from './schemas.ts';

const SUITE_MS_MAX = 90_000;
const LIMITED = { 'op-monitor.limit-health-data': true };

describe('getSecurityServerHealthData', function () {
  this.timeout(SUITE_MS_MAX);
  let country: Country;
  let schemas: MonitoringSchemas;
  let startedAt: number;

  before(async () => {
    startedAt = systemClock.now().getTime();
    schemas = new MonitoringSchemas();
    country = await startMonitoringCountry({ 'op-monitor.health-statistics-period-seconds': 120 });
    country.provider.script = (_call, response) => {
      response.writeHead(200).end('found');
    };
    for (let number = 0; number < 3; number += 1) {
      await country.ask('consumer', { service: `${PROVIDER}/persons/by-number/${number}`, client: CLIENT });
    }
    await country.ask('consumer', { service: `${PROVIDER}/closed`, client: CLIENT });
  });

  after(async () => {
    await country.stop();
    schemas.close();
  });

  const ask = (change: Partial<MonitoringQuestion> = {}) =>
    askMonitoring(country, {
      through: 'consumer',
      client: MONITOR,
      code: 'getSecurityServerHealthData',
      namespace: OP_MONITORING,
      ...change,
    });
  const of = (client: string) =>
    `<m:filterCriteria>${identifierToXml('m:client', parseRestClientHeader(client))}</m:filterCriteria>`;
  const services = (element: XmlElement): XmlElement[] =>
    element.children.flatMap((child) => (child.name === 'servicesEvents' ? [...child.children] : []));
  const codes = ({ element }: { readonly element: XmlElement }) =>
    services(element).map((service) => textIn(service, 'serviceCode'));

  it('tells how the services do, by X-Road’s schema', async () => {
    const { element, soap } = await ask();
    schemas.validate('op-monitoring.xsd', soap);
    expect(textIn(element, 'statisticsPeriodSeconds')).to.equal('120');
    expect(Number(textIn(element, 'monitoringStartupTimestamp'))).to.be.within(startedAt, systemClock.now().getTime());
    const persons = services(element).find((service) => textIn(service, 'serviceCode') === 'persons');
    if (persons === undefined) throw new Error('The service is not told of');
    expect(textIn(persons, 'serviceType')).to.equal('REST');
    expect(textIn(persons, 'successfulRequestCount')).to.equal('3');
    expect(textIn(persons, 'unsuccessfulRequestCount')).to.equal('0');
    expect(textIn(persons, 'lastUnsuccessfulRequestTimestamp')).to.equal(undefined);
    const number = (name: string) => Number(textIn(persons, name));
    expect(number('lastSuccessfulRequestTimestamp')).to.be.within(startedAt, systemClock.now().getTime());
    for (const what of ['requestMin', 'responseMin']) expect(number(`${what}Size`)).to.be.greaterThan(100);
    expect(number('requestMaxDuration')).to.be.at.least(number('requestMinDuration'));
    const closed = services(element).find((service) => textIn(service, 'serviceCode') === 'closed');
    if (closed === undefined) throw new Error('The refused service is not told of');
    expect(textIn(closed, 'unsuccessfulRequestCount')).to.equal('1');
    expect(textIn(closed, 'requestMinDuration')).to.equal(undefined);
  });

  it('tells of one provider where it is asked to', async () => {
    expect(codes(await ask({ content: of(PROVIDER) }))).to.deep.equal(['closed', 'persons']);
    expect(codes(await ask({ content: of(OTHER) }))).to.deep.equal([]);
    expect(codes(await ask({ content: of(OWNER) }))).to.deep.equal(['getSecurityServerHealthData']);
  });

  it('refuses what it does not know, and says which rule', async () => {
    expect(await failureOf(ask({ content: '<m:colour/>' }))).to.equal(
      'server.serverproxy.opmonitor.client.invalid_request: getSecurityServerHealthData: colour stands where filterCriteria may stand',
    );
    expect(await failureOf(ask({ content: of(PROVIDER).replace('SUBSYSTEM', 'SERVICE') }))).to.match(
      /^server\.serverproxy\.opmonitor\.client\.invalid_request: Element client has objectType SERVICE/,
    );
  });

  it('tells everybody all, and others their own alone where the operator wants it so', async () => {
    expect(codes(await ask({ client: OTHER }))).to.include('persons');
    const provider = country.ecosystem.securityServers[1];
    Object.assign(provider?.parameters ?? {}, LIMITED);
    await country.endServer('provider');
    await country.startServers('provider');
    await country.ask('consumer', { service: `${PROVIDER}/persons/by-number/1`, client: CLIENT });
    expect(codes(await ask({ client: OTHER }))).to.deep.equal([]);
    expect(codes(await ask({ client: OTHER, content: of(PROVIDER) }))).to.deep.equal([]);
    expect(codes(await ask({ client: PROVIDER, through: 'provider' }))).to.deep.equal(['persons']);
    expect(codes(await ask({ client: OWNER, through: 'provider' }))).to.include('persons');
    expect(codes(await ask())).to.include('persons');
  });
});
