/** Bounds of multipart framing. What goes beyond is refused. */
export interface MultipartLimits {
  readonly preambleBytesMax: number;
  /** All headers of one part together. */
  readonly partHeaderBytesMax: number;
  readonly partHeadersMax: number;
  readonly partsMax: number;
}

/** Bounds of a message between security servers. What goes beyond is refused; bodies are streamed, all else is held in memory. */
export interface TransportLimits extends MultipartLimits {
  readonly ocspResponsesMax: number;
  readonly ocspResponseBytesMax: number;
  /** The header part of a REST message. */
  readonly restMessageBytesMax: number;
  readonly soapMessageBytesMax: number;
  readonly attachmentsMax: number;
  /** All bodies and attachments of one message together. */
  readonly bodyBytesMax: number;
  readonly hashChainResultBytesMax: number;
  readonly hashChainBytesMax: number;
  readonly signatureBytesMax: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

export const TRANSPORT_LIMITS: TransportLimits = {
  preambleBytesMax: 16 * KIB,
  partHeaderBytesMax: 16 * KIB,
  partHeadersMax: 100,
  partsMax: 1000,
  ocspResponsesMax: 16,
  ocspResponseBytesMax: 64 * KIB,
  restMessageBytesMax: 256 * KIB,
  soapMessageBytesMax: 10 * MIB,
  attachmentsMax: 1000,
  bodyBytesMax: 16 * GIB,
  hashChainResultBytesMax: 64 * KIB,
  hashChainBytesMax: MIB,
  signatureBytesMax: MIB,
};
