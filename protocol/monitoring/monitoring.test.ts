import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { refusal } from '../../test/refusal.ts';
import { describeWithVectors, vectorsPath } from '../../test/vectors.ts';
import { readEnvelope } from '../soap/envelope.ts';
import { readXml, XML_LIMITS } from '../xml/document.ts';
import { readHealthDataRequest } from './health-data.ts';
import { metricSet, metricsXml, readMetricsRequest, singleMetric, type Metric } from './metrics.ts';
import { readOperationalDataRequest } from './operational-data.ts';

const FIELDS = new Set(['messageId']);

describe('Metrics in XML', () => {
  const written = (metric: Metric) =>
    readXml(Buffer.from(metricsXml(metricSet('root', [metric]))), XML_LIMITS, 'invalid_xml');
  const only = (metric: Metric) => written(metric).children[0]?.children[1];

  for (const [value, kind] of [
    ['0', 'numericMetric'],
    ['-17.50', 'numericMetric'],
    ['1.30', 'numericMetric'],
    ['09', 'stringMetric'],
    ['1e5', 'stringMetric'],
    ['0x1F', 'stringMetric'],
    ['2:1.3-4', 'stringMetric'],
    ['', 'stringMetric'],
  ] as const) {
    it(`have '${value}' as a ${kind}`, () => {
      const element = only(singleMetric('name', value));
      expect([element?.name, element?.children[1]?.text]).to.deep.equal([kind, value]);
    });
  }

  it('have names that no document could hold', () => {
    expect(only(singleMetric('a\u0001<b>\ud800', 'c\u0000d'))?.children.map(({ text }) => text)).to.deep.equal([
      'a?<b>\ufffd',
      'c?d',
    ]);
  });

  it('have numbers without exponents', () => {
    const histogram: Metric = {
      kind: 'histogram',
      ...{ name: 'h', updated: new Date(0), min: 1e-9, max: 1e20, mean: 1 / 3, median: 100 },
      deviation: 0,
    };
    expect(only(histogram)?.children.map(({ text }) => text)).to.deep.equal([
      ...['h', '1970-01-01T00:00:00.000Z', '0', '100000000000000000000', '0.333333', '100', '0'],
    ]);
  });
});

describeWithVectors('Conformance: requests for monitoring data as X-Road’s own tests send them', () => {
  const bodyOf = (name: string, change = (text: string) => text) =>
    readEnvelope(Buffer.from(change(readFileSync(vectorsPath('soap', name), 'utf8')))).body;
  const filled = (text: string) =>
    text.replace('records_from_placeholder', '100').replace('records_to_placeholder', '9223372036854775807');

  it('for operational data', () => {
    for (const name of ['operational_data.query', 'operational_data_ss2.query']) {
      const { recordsFrom, recordsTo, provider, outputFields } = readOperationalDataRequest(
        bodyOf(name, filled),
        FIELDS,
      );
      expect([recordsFrom, recordsTo, provider, outputFields.size]).to.deep.equal([100, 2 ** 63, undefined, 0]);
    }
    const failure = refusal(() => readOperationalDataRequest(bodyOf('operational_data.query'), FIELDS));
    expect(failure).to.include('recordsFrom must be a whole number of seconds');
  });

  it('for health data', () => {
    for (const name of ['health_data.query', 'health_data_ss2.query']) {
      expect(readHealthDataRequest(bodyOf(name))).to.equal(undefined);
    }
  });

  it('for metrics, also in another namespace', () => {
    for (const name of ['get_security_server_metrics.query', 'getMetrics.query']) {
      expect([...readMetricsRequest(bodyOf(name))]).to.deep.equal([]);
    }
  });
});
