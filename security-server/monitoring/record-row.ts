import { withoutPersonalNumbers } from '#config/personal-numbers.ts';
import type { ClientId, ServiceId } from '#protocol/identifiers/identifier.ts';
import { internalAddress } from './internal-address.ts';
import { FAULT_STRING_LENGTH_MAX, TEXT_LENGTH_MAX, type OperationalRecord } from './operational-record.ts';
import type { Row } from './schema.ts';

/** When and where a record is stored. */
export interface Storing {
  readonly id: number;
  readonly seconds: number;
  readonly version: string;
}

/** A record as it is kept: bounded, and without the numbers of persons. */
export function rowOf(record: OperationalRecord, { id, seconds, version }: Storing): Row & { id: number } {
  const isAnsweredHere = record.answeredHere === true;
  return {
    id,
    monitoringDataTs: seconds,
    xRoadVersion: version,
    securityServerInternalIp: internalAddress(record.securityServerInternalIp),
    securityServerType: record.securityServerType,
    requestInTs: record.requestInTs,
    requestOutTs: (isAnsweredHere ? record.requestInTs : record.requestOutTs) ?? null,
    responseInTs: (isAnsweredHere ? record.responseOutTs : record.responseInTs) ?? null,
    responseOutTs: record.responseOutTs ?? null,
    requestSize: record.requestSize ?? null,
    requestMimeSize: record.requestMimeSize ?? null,
    requestAttachmentCount: record.requestAttachmentCount ?? null,
    responseSize: record.responseSize ?? null,
    responseMimeSize: record.responseMimeSize ?? null,
    responseAttachmentCount: record.responseAttachmentCount ?? null,
    statusCode: record.statusCode ?? null,
    succeeded: record.succeeded ? 1 : 0,
    ...clientColumns(record.client),
    ...serviceColumns(record.service),
    restMethod: record.restMethod ?? null,
    restPath: bounded(record.restPath),
    representedPartyClass: bounded(record.representedParty?.partyClass),
    representedPartyCode: bounded(record.representedParty?.partyCode),
    messageId: bounded(record.messageId),
    messageUserId: bounded(withoutNumbers(record.messageUserId)),
    messageIssue: bounded(record.messageIssue),
    messageProtocolVersion: record.messageProtocolVersion ?? null,
    clientSecurityServerAddress: record.clientSecurityServerAddress ?? null,
    serviceSecurityServerAddress: record.serviceSecurityServerAddress ?? null,
    serviceType: record.serviceType ?? null,
    faultCode: bounded(record.faultCode),
    faultString: bounded(withoutNumbers(record.faultString), FAULT_STRING_LENGTH_MAX),
    xRequestId: record.xRequestId ?? null,
  };
}

function clientColumns(client: ClientId | undefined): Row {
  return {
    clientXRoadInstance: bounded(client?.instance),
    clientMemberClass: bounded(client?.memberClass),
    clientMemberCode: bounded(client?.memberCode),
    clientSubsystemCode: client?.type === 'SUBSYSTEM' ? bounded(client.subsystemCode) : null,
  };
}

function serviceColumns(service: ServiceId | undefined): Row {
  return {
    serviceXRoadInstance: bounded(service?.instance),
    serviceMemberClass: bounded(service?.memberClass),
    serviceMemberCode: bounded(service?.memberCode),
    serviceSubsystemCode: bounded(service?.subsystemCode),
    serviceCode: bounded(service?.serviceCode),
    serviceVersion: bounded(service?.serviceVersion),
  };
}

/** Numbers of persons are nobody's concern here; who looks for one message finds it by its id in the message log. */
function withoutNumbers(text: string | undefined): string | undefined {
  return text === undefined ? undefined : withoutPersonalNumbers(text);
}

function bounded(text: string | undefined, lengthMax = TEXT_LENGTH_MAX): string | null {
  return text === undefined ? null : text.slice(0, lengthMax);
}
