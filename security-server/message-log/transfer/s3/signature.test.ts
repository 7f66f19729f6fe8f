import { expect } from 'chai';
import { hash } from 'node:crypto';
import { encodedKey, signedHeaders, type S3Request } from './signature.ts';

/** As Amazon's documentation has them (Amazon S3 API Reference, “Authenticating Requests: Using the Authorization Header”). */
const CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const AT = new Date('2013-05-24T00:00:00Z');
const url = (path: string) => new URL(path, 'https://examplebucket.s3.amazonaws.com');

describe('The signature of a request to an S3-compatible store', () => {
  for (const [title, request, names, signature] of [
    [
      'that gets an object',
      { method: 'GET', url: url('/test.txt'), bodyDigest: hash('sha256', ''), headers: { Range: 'bytes=0-9' } },
      'host;range;x-amz-content-sha256;x-amz-date',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'that puts an object',
      {
        method: 'PUT',
        url: url(`/${encodedKey('test$file.text')}`),
        bodyDigest: hash('sha256', 'Welcome to Amazon S3.'),
        headers: { Date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      },
      'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    [
      'with a parameter without a value',
      { method: 'GET', url: url('/?lifecycle'), bodyDigest: hash('sha256', '') },
      'host;x-amz-content-sha256;x-amz-date',
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ],
    [
      'with parameters',
      { method: 'GET', url: url('/?prefix=J&max-keys=2'), bodyDigest: hash('sha256', '') },
      'host;x-amz-content-sha256;x-amz-date',
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
  ] as const satisfies readonly (readonly [string, S3Request, string, string])[]) {
    it(`is Amazon’s of a request ${title}`, () => {
      const headers = signedHeaders(request, CREDENTIALS, { region: 'us-east-1', at: AT });
      expect(headers.authorization).to.equal(
        `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${names},Signature=${signature}`,
      );
    });
  }
});
