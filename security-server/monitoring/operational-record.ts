import type { ClientId, ServiceId } from '#protocol/identifiers/identifier.ts';

/**
 * One exchange as operational monitoring records it, on each side (PR-OPMON §2). Times are milliseconds since 1970, sizes
 * bytes. Fields that are not known are absent.
 */
export interface OperationalRecord {
  readonly securityServerType: 'Client' | 'Producer';
  readonly securityServerInternalIp: string;
  requestInTs: number;
  requestOutTs?: number;
  responseInTs?: number;
  responseOutTs?: number;
  client?: ClientId;
  service?: ServiceId;
  restMethod?: string;
  /** Producer's side only, and as the service declares its endpoint: what stands in a path of a request may tell of a person. */
  restPath?: string;
  messageId?: string;
  messageUserId?: string;
  messageIssue?: string;
  messageProtocolVersion?: string;
  representedParty?: { readonly partyClass?: string; readonly partyCode: string };
  clientSecurityServerAddress?: string;
  serviceSecurityServerAddress?: string;
  requestSize?: number;
  /** Of a SOAP message together with its attachments, where it has any. */
  requestMimeSize?: number;
  requestAttachmentCount?: number;
  responseSize?: number;
  responseMimeSize?: number;
  responseAttachmentCount?: number;
  succeeded: boolean;
  statusCode?: number;
  serviceType?: 'REST' | 'OPENAPI3' | 'WSDL';
  faultCode?: string;
  faultString?: string;
  xRequestId?: string;
  /** The server answers itself: what it passes on goes out as it came in, and its answer comes in as it goes out. Not kept. */
  answeredHere?: true;
}

export const FAULT_STRING_LENGTH_MAX = 2_048;
export const TEXT_LENGTH_MAX = 255;
