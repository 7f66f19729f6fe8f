const HEAD_END = '\r\n\r\n';

/** A recorded HTTP message with a Content-Length, without the last line of its multipart body; the length is made to fit. */
export function withoutClosingBoundary(http: Buffer): Buffer {
  const bytes = http.subarray(0, http.lastIndexOf('\r\n--'));
  const headEnd = bytes.indexOf(HEAD_END);
  const head = bytes.toString('latin1', 0, headEnd);
  const length = bytes.length - headEnd - HEAD_END.length;
  return Buffer.concat([
    Buffer.from(head.replace(/^content-length: \d+$/im, `Content-Length: ${length}`), 'latin1'),
    bytes.subarray(headEnd),
  ]);
}

/** An HTTP answer whose end is that of its connection. */
export function withoutLength(http: Buffer): Buffer {
  const headEnd = http.indexOf(HEAD_END);
  const head = http.toString('latin1', 0, headEnd).replace(/\r\ncontent-length: \d+/i, '');
  return Buffer.concat([Buffer.from(head, 'latin1'), http.subarray(headEnd)]);
}
