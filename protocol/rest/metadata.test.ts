import { expect } from 'chai';
import { refusal } from '../../test/refusal.ts';
import { restMetadata } from './metadata.ts';

const metadata = (lines: readonly string[]): string[] =>
  restMetadata(Buffer.from(lines.map((line) => `${line}\r\n`).join('')))
    .toString()
    .split('\r\n')
    .slice(0, -1);

const REQUEST = ['X-Road-Client:BG/GOV/1001/sub', 'x-road-id:BG-0001', 'X-Road-UserId:u'];
const RESPONSE = [
  'x-road-client:BG/GOV/1001/sub',
  'x-road-service:BG/GOV/1002/sub/persons',
  'x-road-id:BG-0001',
  'x-road-request-hash:aGFzaA==',
];

describe('The metadata of a REST message', () => {
  it('has of a request the verb, the path up to the service, and the headers of X-Road', () => {
    for (const target of ['/8001011234?egn=8001011234', '', '?egn=8001011234', '/', '/a/b%2F']) {
      expect(
        metadata(['POST', `/r1/BG/GOV/1002/sub/persons${target}`, ...REQUEST, 'Authorization:secret', 'Cookie:c']),
      ).to.deep.equal(['POST', '/r1/BG/GOV/1002/sub/persons', ...REQUEST]);
    }
  });

  it('has of a response the status and the headers of X-Road', () => {
    expect(metadata(['404', 'Not Found', 'Location:/8001011234', ...RESPONSE])).to.deep.equal([
      '404',
      'Not Found',
      ...RESPONSE,
    ]);
  });

  it('is the same again of what it gave', () => {
    const once = metadata(['GET', '/r1/BG/GOV/1002/sub/persons/1', ...REQUEST]);
    expect(metadata(once)).to.deep.equal(once);
  });

  it('is refused for what is no message', () => {
    expect(refusal(() => metadata(['GET']))).to.match(/^invalid_message/);
  });
});
