const LINE_CHARACTERS = 64;

/** DER as PEM (RFC 7468 §2), with the label that says what it is: `CERTIFICATE`, `CERTIFICATE REQUEST`, … */
export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(new RegExp(`.{1,${LINE_CHARACTERS}}`, 'g')) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
