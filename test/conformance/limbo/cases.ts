import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { vectorsPath } from '../../vectors.ts';

const schema = z.object({
  testcases: z.array(
    z.object({
      id: z.string(),
      trusted_certs: z.array(z.string()),
      untrusted_intermediates: z.array(z.string()),
      peer_certificate: z.string(),
      validation_time: z.string().nullable(),
      expected_result: z.enum(['SUCCESS', 'FAILURE']),
      expected_peer_name: z.object({ kind: z.string(), value: z.string() }).nullable(),
    }),
  ),
});

/** A case of x509-limbo; certificates are PEM. */
export type LimboCase = z.infer<typeof schema>['testcases'][number];

const FILES = { core: 'limbo-no-bettertls.json', full: 'limbo-full.json.xz' } as const;
const UNPACKED_BYTES_MAX = 1024 ** 3;

export function readLimbo(which: keyof typeof FILES): readonly LimboCase[] {
  const path = vectorsPath('x509-limbo', FILES[which]);
  const text = path.endsWith('.xz')
    ? execFileSync('xz', ['-dc', path], { maxBuffer: UNPACKED_BYTES_MAX }).toString('utf8')
    : readFileSync(path, 'utf8');
  return schema.parse(JSON.parse(text)).testcases;
}
