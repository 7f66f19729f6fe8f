import type { ClientId, ServiceId } from '../identifiers/identifier.ts';
import { IDENTIFIERS_NAMESPACE, identifierToXml } from '../identifiers/xml.ts';
import type { XmlElement } from '../xml/document.ts';
import { xmlText } from '../xml/write.ts';
import { clientOf, OP_MONITORING, requestElement, sequenceOf } from './request.ts';

export const HEALTH_DATA = 'getSecurityServerHealthData';

/** Of the successful requests of a period. */
export interface Distribution {
  readonly min: number;
  readonly average: number;
  readonly max: number;
  readonly standardDeviation: number;
}

export interface ServiceHealth {
  readonly service: ServiceId;
  readonly serviceType: string | undefined;
  /** Milliseconds since 1970. */
  readonly lastSuccessAt: number | undefined;
  readonly lastFailureAt: number | undefined;
  /** Of the last period. */
  readonly successes: number;
  readonly failures: number;
  /** Milliseconds. */
  readonly duration: Distribution | undefined;
  /** Bytes. */
  readonly requestSize: Distribution | undefined;
  readonly responseSize: Distribution | undefined;
}

export interface HealthData {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly periodSeconds: number;
  readonly services: readonly ServiceHealth[];
}

/** Reads whose services the body of such a request asks for; undefined: everybody's (PR-OPMON §3). Throws `invalid_request`. */
export function readHealthDataRequest(body: XmlElement | undefined): ClientId | undefined {
  const { filterCriteria } = sequenceOf(requestElement(body, HEALTH_DATA), ['filterCriteria']);
  return filterCriteria && clientOf(sequenceOf(filterCriteria, ['client']).client);
}

export function healthDataXml({ startedAt, periodSeconds, services }: HealthData): string {
  return (
    `<om:${HEALTH_DATA}Response xmlns:om="${OP_MONITORING}" xmlns:id="${IDENTIFIERS_NAMESPACE}">` +
    field('monitoringStartupTimestamp', startedAt) +
    field('statisticsPeriodSeconds', periodSeconds) +
    `<om:servicesEvents>${services.map(serviceXml).join('')}</om:servicesEvents></om:${HEALTH_DATA}Response>`
  );
}

function serviceXml(health: ServiceHealth): string {
  const { service, serviceType, lastSuccessAt, lastFailureAt, successes, failures } = health;
  return (
    `<om:serviceEvents>${identifierToXml('om:service', service)}` +
    field('lastSuccessfulRequestTimestamp', lastSuccessAt) +
    field('lastUnsuccessfulRequestTimestamp', lastFailureAt) +
    field('serviceType', serviceType) +
    '<om:lastPeriodStatistics>' +
    field('successfulRequestCount', successes) +
    field('unsuccessfulRequestCount', failures) +
    distributionXml('request', 'Duration', health.duration) +
    distributionXml('request', 'Size', health.requestSize) +
    distributionXml('response', 'Size', health.responseSize) +
    '</om:lastPeriodStatistics></om:serviceEvents>'
  );
}

function distributionXml(of: string, what: string, distribution: Distribution | undefined): string {
  if (distribution === undefined) return '';
  const { min, average, max, standardDeviation } = distribution;
  return (
    field(`${of}Min${what}`, min) +
    field(`${of}Average${what}`, average) +
    field(`${of}Max${what}`, max) +
    field(`${of}${what}StdDev`, standardDeviation)
  );
}

const field = (name: string, value: string | number | undefined): string =>
  value === undefined ? '' : `<om:${name}>${xmlText(String(value))}</om:${name}>`;
