import { drumError } from '../errors.ts';
import type { XmlElement } from '../xml/document.ts';
import { xmlText } from '../xml/write.ts';

export const METRICS = 'getSecurityServerMetrics';
/** Namespace of X-Road's environmental monitoring. */
const MONITORING = 'http://x-road.eu/xsd/monitoring';
/** Digits behind the point that a computed number is written with. */
const FRACTION_DIGITS = 6;
/** What is written as a number: xs:decimal, without zeros in front that would make it a name or a version. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** Values of one measure over a time. */
export interface HistogramMetric {
  readonly kind: 'histogram';
  readonly name: string;
  readonly updated: Date;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly median: number;
  readonly deviation: number;
}

export interface MetricSet {
  readonly kind: 'set';
  readonly name: string;
  readonly metrics: readonly Metric[];
}

export type Metric =
  HistogramMetric | MetricSet | { readonly kind: 'single'; readonly name: string; readonly value: string };

export const metricSet = (name: string, metrics: readonly Metric[]): MetricSet => ({ kind: 'set', name, metrics });
export const singleMetric = (name: string, value: string | number): Metric => ({
  kind: 'single',
  name,
  value: String(value),
});

/**
 * The names of the metrics that are asked for; none: all. As with X-Road the element in the body may be of any namespace and hold more
 * besides. Throws `invalid_request` for an empty name.
 */
export function readMetricsRequest(body: XmlElement | undefined): ReadonlySet<string> {
  const names = new Set(body === undefined ? [] : outputFieldsIn(body));
  if (names.has('')) throw drumError('invalid_request', 'outputField must name a metric, and is empty');
  return names;
}

function outputFieldsIn(element: XmlElement): string[] {
  return element.children.flatMap((child) =>
    child.name === 'outputField' && child.namespace === MONITORING ? [child.text] : outputFieldsIn(child),
  );
}

export function metricsXml(root: MetricSet): string {
  return `<m:${METRICS}Response xmlns:m="${MONITORING}">${metricXml(root)}</m:${METRICS}Response>`;
}

function metricXml(metric: Metric): string {
  switch (metric.kind) {
    case 'set':
      // The schema demands that a set has something in it.
      if (metric.metrics.length === 0) return '';
      return element('metricSet', metric.name, metric.metrics.map(metricXml).join(''));
    case 'single': {
      const kind = NUMBER.test(metric.value) ? 'numericMetric' : 'stringMetric';
      return element(kind, metric.name, field('value', metric.value));
    }
    case 'histogram': {
      const { name, updated, min, max, mean, median, deviation } = metric;
      const numbers = Object.entries({ min, max, mean, median, stddev: deviation });
      return element(
        'histogramMetric',
        name,
        field('updated', updated.toISOString()) + numbers.map(([of, value]) => field(of, decimal(value))).join(''),
      );
    }
  }
}

const element = (kind: string, name: string, content: string): string =>
  `<m:${kind}>${field('name', name)}${content}</m:${kind}>`;

const field = (name: string, value: string): string => `<m:${name}>${xmlText(printable(value))}</m:${name}>`;

const decimal = (value: number): string => value.toFixed(FRACTION_DIGITS).replace(/\.?0+$/, '');

/** Names of processes may hold what no XML document can. */
const printable = (text: string): string => text.toWellFormed().replace(/[\p{Cc}\ufffe\uffff]/gu, '?');
