import { expect } from 'chai';
import type { ServiceId, SubsystemId } from '#protocol/identifiers/identifier.ts';
import { HealthStatistics } from './health-statistics.ts';
import type { OperationalRecord } from './operational-record.ts';

const PERIOD = 600;
const register: SubsystemId = {
  type: 'SUBSYSTEM',
  instance: 'BG',
  memberClass: 'GOV',
  memberCode: '1',
  subsystemCode: 'r',
};
const service = (serviceCode: string): ServiceId => ({ ...register, type: 'SERVICE', serviceCode });

describe('The health of services', () => {
  let now = 1_000_000;
  let health: HealthStatistics;

  beforeEach(() => {
    now = 1_000_000;
    health = new HealthStatistics({ periodSeconds: PERIOD, nowMs: () => now });
  });

  const record = (change: Partial<OperationalRecord> = {}): void => {
    health.record({
      ...{ securityServerType: 'Producer', securityServerInternalIp: '10.0.0.7', serviceType: 'REST', succeeded: true },
      ...{
        service: service('person'),
        requestInTs: now - 10,
        responseOutTs: now,
        requestSize: 100,
        responseSize: 1_000,
      },
      ...change,
    });
  };

  it('tells counts, times, durations and sizes, and of failures no more than that there were some', () => {
    for (const duration of [10, 20, 60]) record({ requestInTs: now - duration, requestSize: duration });
    record({ succeeded: false, requestInTs: now - 900, responseOutTs: now - 5, serviceType: 'OPENAPI3' });
    expect(health.healthData()).to.deep.equal({
      startedAt: 1_000_000,
      periodSeconds: PERIOD,
      services: [
        {
          service: service('person'),
          serviceType: 'OPENAPI3',
          ...{ lastSuccessAt: now, lastFailureAt: now - 5, successes: 3, failures: 1 },
          duration: { min: 10, average: 30, max: 60, standardDeviation: Math.sqrt(700) },
          requestSize: { min: 10, average: 30, max: 60, standardDeviation: Math.sqrt(700) },
          responseSize: { min: 1_000, average: 1_000, max: 1_000, standardDeviation: 0 },
        },
      ],
    });
  });

  it('forgets what is older than the period, but for when it was', () => {
    record({ requestSize: 5 });
    now += 400_000;
    record({ requestSize: 7 });
    record({ succeeded: false });
    now += 250_000;
    expect(health.healthData().services[0]).to.deep.include({
      ...{ successes: 1, failures: 1 },
      requestSize: { min: 7, average: 7, max: 7, standardDeviation: 0 },
    });
    now += 400_000;
    expect(health.healthData().services[0]).to.deep.include({
      ...{ lastSuccessAt: 1_400_000, lastFailureAt: 1_400_000, successes: 0, failures: 0, duration: undefined },
    });
  });

  it('is that of services here, by provider where that is asked for', () => {
    record();
    record({ service: { ...service('other'), subsystemCode: 's' } });
    record({ securityServerType: 'Client', service: service('elsewhere') });
    const codes = (provider?: SubsystemId) =>
      health.healthData(provider).services.map((each) => each.service.serviceCode);
    expect(codes()).to.deep.equal(['person', 'other']);
    expect(codes(register)).to.deep.equal(['person']);
    expect(codes({ ...register, subsystemCode: 't' })).to.deep.equal([]);
  });

  it('adds up the values of slices as if they were one', () => {
    const values = Array.from({ length: 600 }, (_, index) => 1_000_000 + ((index * 7_919) % 1_000));
    for (const value of values) {
      now += 900;
      record({ requestSize: value });
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const { requestSize } = health.healthData().services[0] ?? {};
    expect(requestSize?.average).to.be.closeTo(mean, 1e-6);
    expect(requestSize?.standardDeviation).to.be.closeTo(Math.sqrt(squares / (values.length - 1)), 1e-6);
  });

  it('is kept of a thousand services, those asked for last', () => {
    for (let number = 0; number < 1_200; number += 1) {
      record({ service: service(`s${number}`), succeeded: false });
      record();
    }
    const { services } = health.healthData();
    expect(services).to.have.length(1_000);
    expect(services.some(({ successes }) => successes === 1_200)).to.equal(true);
  });
});
