import type { SoapHeader } from '#protocol/soap/header.ts';
import type { OperationalRecord } from '../monitoring/operational-record.ts';

interface Sized {
  readonly size: number;
}

/** What a SOAP request tells operational monitoring (PR-OPMON §2). Its size is that of the SOAP message alone. */
export function describeSoapRequest(record: OperationalRecord, soap: SoapHeader, bytes: Uint8Array): void {
  record.client = soap.clientId;
  record.service = soap.serviceId;
  record.messageId = soap.queryId;
  record.requestSize = bytes.length;
  if (soap.protocolVersion !== undefined) record.messageProtocolVersion = soap.protocolVersion;
  if (soap.userId !== undefined) record.messageUserId = soap.userId;
  if (soap.issue !== undefined) record.messageIssue = soap.issue;
  if (soap.representedParty !== undefined) record.representedParty = soap.representedParty;
}

/** With attachments there is another size, of all together. */
export function describeSoapAttachments(
  record: OperationalRecord,
  bytes: Uint8Array,
  attachments: readonly Sized[],
): void {
  record.requestAttachmentCount = attachments.length;
  if (attachments.length > 0) record.requestMimeSize = mimeSize(bytes, attachments);
}

export function describeSoapResponse(
  record: OperationalRecord,
  bytes: Uint8Array,
  attachments: readonly Sized[],
): void {
  record.responseSize = bytes.length;
  record.responseAttachmentCount = attachments.length;
  if (attachments.length > 0) record.responseMimeSize = mimeSize(bytes, attachments);
}

const mimeSize = (bytes: Uint8Array, attachments: readonly Sized[]): number =>
  attachments.reduce((all, { size }) => all + size, bytes.length);
