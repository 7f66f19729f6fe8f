import { expect } from 'chai';

/** What ours states of every operation: X-Road's has refusals that its software gives and its definition does not name. */
const OTHER_REFUSALS = '+ answer.4XX.content.application/json.schema.$ref: "#/components/schemas/ErrorInfo"';

export interface Difference {
  readonly reason: string;
  /** Facts that only our definition states (+), and that only X-Road's states (-). */
  readonly facts: readonly string[];
}

export type Differences = Readonly<Record<string, Difference>>;

/** Certificates are described alike by both servers. */
export const CERTIFICATE_DETAILS: Difference = {
  reason:
    'has no alternative names where there are none, no RSA modulus where the key is of an elliptic curve, and room for keys and signatures of RSA',
  facts: [
    '+ properties.rsa_public_key_modulus.maxLength: 4096',
    '+ properties.signature.maxLength: 4096',
    '- properties.rsa_public_key_modulus.maxLength: 1000',
    '- properties.signature.maxLength: 255',
    ...['rsa_public_key_exponent', 'rsa_public_key_modulus', 'subject_alternative_names'].map(
      (name) => `- required: "${name}"`,
    ),
  ],
};

function differences(ours: readonly string[] | undefined = [], theirs: readonly string[] | undefined = []): string[] {
  const added = ours
    .filter((fact) => !theirs.includes(fact))
    .map((fact) => `+ ${fact}`)
    .filter((fact) => fact !== OTHER_REFUSALS);
  const missing = theirs.filter((fact) => !ours.includes(fact)).map((fact) => `- ${fact}`);
  return [...added, ...missing].sort();
}

/** Holds each operation, or each schema, against X-Road's: they state the same but for what is known. */
export function compareEach(
  kind: string,
  ours: ReadonlyMap<string, readonly string[]>,
  theirs: ReadonlyMap<string, readonly string[]>,
  known: Differences,
): void {
  for (const name of new Set([...theirs.keys(), ...ours.keys(), ...Object.keys(known)])) {
    const difference = known[name];
    it(`${kind} ${name}${difference === undefined ? '' : `, but that ${difference.reason}`}`, () => {
      expect(theirs.has(name), `X-Road has ${name}`).to.equal(true);
      expect(differences(ours.get(name), theirs.get(name))).to.deep.equal(difference?.facts ?? []);
    });
  }
}
