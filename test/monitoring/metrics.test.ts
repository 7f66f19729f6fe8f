import { expect } from 'chai';
import { Certificate } from '#certs/certificate.ts';
import { OP_MONITORING } from '#protocol/monitoring/request.ts';
import type { XmlElement } from '#protocol/xml/document.ts';
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Country } from '../country.ts';
import { descendantsOf } from '../country/descendants.ts';
import { until } from '../country/poll.ts';
import { failureOf } from '../soap/answers.ts';
import { CLIENT, MONITOR, OTHER, OWNER, PROVIDER, startMonitoringCountry } from './country.ts';
import { askMonitoring, recordsIn, textIn, type MonitoringQuestion } from './questions.ts';
import { MonitoringSchemas } from './schemas.ts';

const SUITE_MS_MAX = 90_000;
const MONITORING = 'http://x-road.eu/xsd/monitoring';
const PARAMETERS = {
  'proxy.workers': 2,
  'env-monitor.system-metrics-sensor-interval': 1,
  'env-monitor.exec-listing-sensor-interval': 1,
};

describe('getSecurityServerMetrics, of a server with workers', function () {
  this.timeout(SUITE_MS_MAX);
  let country: Country;
  let schemas: MonitoringSchemas;

  before(async () => {
    schemas = new MonitoringSchemas();
    country = await startMonitoringCountry(PARAMETERS);
    country.provider.script = (_call, response) => {
      response.writeHead(200).end('found');
    };
  });

  after(async () => {
    await country.stop();
    schemas.close();
  });

  const ask = (change: Partial<MonitoringQuestion> = {}) =>
    askMonitoring(country, {
      ...{ through: 'consumer', client: MONITOR, code: 'getSecurityServerMetrics', namespace: MONITORING },
      ...change,
    });
  const askFor = (...names: string[]) => {
    const fields = names.map((name) => `<m:outputField>${name}</m:outputField>`);
    return ask({ content: `<m:outputSpec>${fields.join('')}</m:outputSpec>` });
  };
  const nameOf = (metric: XmlElement): string => metric.children.find(({ name }) => name === 'name')?.text ?? '';
  const within = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
    element?.children.find((child) => child.name !== 'name' && nameOf(child) === name);
  const system = ({ element }: { readonly element: XmlElement }): XmlElement | undefined =>
    within(element.children[0], 'systemMetrics');
  const metric = (answer: { readonly element: XmlElement }, name: string) => within(system(answer), name);
  const names = (answer: { readonly element: XmlElement }): string[] =>
    (system(answer)?.children ?? []).filter(({ name }) => name !== 'name').map(nameOf);

  it('tells of the machine, by X-Road’s schema', async () => {
    const answer = await until('all has been measured', async () => {
      const told = await ask();
      return metric(told, 'SystemCpuLoad') !== undefined && metric(told, 'Packages') !== undefined && told;
    });
    schemas.validate('monitoring.xsd', answer.soap);
    expect(nameOf(answer.element.children[0] ?? answer.element)).to.equal('SERVER:TEST/GOV/1/provider');
    expect(textIn(within(answer.element.children[0], 'proxyVersion') ?? answer.element, 'value')).to.equal('7.8.1');
    const memory = metric(answer, 'TotalPhysicalMemory');
    expect([memory?.name, memory && textIn(memory, 'value')]).to.deep.equal(['numericMetric', String(totalmem())]);
    expect(metric(answer, 'OperatingSystem')?.name).to.equal('stringMetric');
    expect(metric(answer, 'OpenFileDescriptorCount')?.name).to.equal('histogramMetric');
    const { server } = country.processIds('provider');
    // Children that live for a moment only, as the one that lists packages, may have come after the measurement.
    await until('all processes of the server are told', async () => {
      const told = await ask();
      const own = (metric(told, 'Xroad Processes')?.children ?? []).slice(1).map(nameOf).map(Number);
      return [server, ...descendantsOf(server)].every((id) => own.includes(id));
    });
  });

  it('tells of the certificates that the server works with', async () => {
    const answer = await askFor('Certificates');
    schemas.validate('monitoring.xsd', answer.soap);
    const told = (metric(answer, 'Certificates')?.children ?? []).slice(1);
    const types = told.map((each) => textIn(within(each, 'certificateType') ?? each, 'value'));
    expect(new Set(types)).to.deep.equal(new Set(['AUTH_OR_SIGN', 'SECURITY_SERVER_TLS']));
    const pem = readFileSync(join(country.folder('provider'), 'authentication-certificate.pem'), 'utf8');
    const { sha256Hex, notAfter } = Certificate.fromPem(pem);
    const hash = (sha256Hex.toUpperCase().match(/../g) ?? []).join(':');
    const authentication = told.find((each) => nameOf(each) === `certificate-${hash}`);
    if (authentication === undefined) throw new Error('The authentication certificate is not told of');
    const value = (name: string) => textIn(within(authentication, name) ?? authentication, 'value');
    expect([value('sha1Hash'), value('active')]).to.deep.equal([hash, 'true']);
    expect(value('notAfter')).to.equal(notAfter.toISOString().replace('.000Z', 'Z'));
  });

  it('tells the metrics that are asked for alone', async () => {
    const answer = await askFor('TotalSwapSpace', 'OperatingSystem', 'Nothing');
    expect(names(answer)).to.deep.equal(['OperatingSystem', 'TotalSwapSpace']);
    const nothing = await askFor('Nothing');
    schemas.validate('monitoring.xsd', nothing.soap);
    expect(system(nothing)).to.equal(undefined);
    expect(await failureOf(askFor(''))).to.equal(
      'server.serverproxy.invalid_request: outputField must name a metric, and is empty',
    );
  });

  it('is for the owner and the monitoring client', async () => {
    expect(names(await ask({ client: OWNER, through: 'provider' }))).to.include('Processes');
    expect(names(await ask({ client: OWNER, through: 'provider', namesServer: false }))).to.include('Processes');
    for (const client of [CLIENT, OTHER]) {
      expect(await failureOf(ask({ client }))).to.equal(
        'server.serverproxy.access_denied: Request is not allowed: SERVICE:TEST/GOV/1/getSecurityServerMetrics',
      );
    }
  });

  it('has the records and the health of all workers beside it', async () => {
    const COUNT = 12;
    for (let number = 0; number < COUNT; number += 1) {
      await country.ask('consumer', { service: `${PROVIDER}/persons/by-number/${number}`, client: CLIENT });
    }
    const operational = { client: MONITOR, namespace: OP_MONITORING };
    await until('the health tells of all', async () => {
      const { element } = await ask({ ...operational, code: 'getSecurityServerHealthData' });
      const persons = element.children.at(-1)?.children.find((each) => textIn(each, 'serviceCode') === 'persons');
      return persons !== undefined && textIn(persons, 'successfulRequestCount') === String(COUNT);
    });
    await until('all records are told', async () => {
      const answer = await ask({
        ...{ ...operational, code: 'getSecurityServerOperationalData' },
        content:
          '<m:searchCriteria><m:recordsFrom>1</m:recordsFrom><m:recordsTo>9000000000</m:recordsTo></m:searchCriteria>',
      });
      return recordsIn(answer).filter(({ serviceCode }) => serviceCode === 'persons').length === COUNT;
    });
  });

  it('tells the monitoring client of certificates and system alone where the operator wants it so', async () => {
    Object.assign(country.ecosystem.securityServers[1]?.parameters ?? {}, {
      'env-monitor.limit-remote-data-set': true,
    });
    await country.endServer('provider');
    await country.startServers('provider');
    await until('the lists are there', async () => {
      const told = names(await ask({ client: OWNER, through: 'provider' }));
      return told.includes('Packages') && told.includes('Certificates');
    });
    expect(names(await ask())).to.deep.equal(['Certificates', 'OperatingSystem']);
  });
});
