/** Content types of the parts of a message between security servers (X-Road Message Transport Protocol, PR-MESSTRANSP §3). */
export const PART = {
  ocsp: 'application/ocsp-response',
  restRequest: 'application/x-road-rest-request',
  restResponse: 'application/x-road-rest-response',
  restBody: 'application/x-road-rest-body',
  soap: 'text/xml',
  mtom: 'application/xop+xml',
  attachments: 'multipart/mixed',
  hashChainResult: 'application/hash-chain-result',
  hashChain: 'application/hash-chain',
  signature: 'signature/bdoc-1.0/ts',
} as const;

/** The name that a body is signed under: attachments are numbered from one in the order they travel; the body of a REST message is the first. */
export function attachmentName(number: number): string {
  return `/attachment${number}`;
}
