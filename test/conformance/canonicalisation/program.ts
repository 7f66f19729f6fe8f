// The lane `npm run conformance:c14n -- REPOSITORY`: the W3C's interop files for canonical XML, as
// github.com/apache/santuario-xml-security-java carries them. The repository may be a bare one.
import { existsSync } from 'node:fs';
import { asDrumError, DrumError } from '#protocol/errors.ts';
import type { CanonicalizationUri } from '#protocol/xml/document.ts';
import { notTested, say } from '../lane.ts';
import { InteropFiles } from './files.ts';
import { canonicalElement, canonicalSignedInfo, judgeSignatures, type Finding } from './signatures.ts';

const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const C14N11 = 'http://www.w3.org/2006/12/xml-c14n11';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

const [repository] = process.argv.slice(2);
if (repository === undefined || !existsSync(repository)) {
  notTested('give a clone of apache/santuario-xml-security-java: npm run conformance:c14n -- REPOSITORY');
}
const files = new InteropFiles(repository);

/** Examples of the recommendations: input, the element, algorithm, expected form. */
const EXAMPLES: readonly (readonly [
  input: string,
  element: string | undefined,
  CanonicalizationUri,
  expected: string,
])[] = [
  ...['31', '32', '33', '34', '35', '36', '38'].map(
    (name) => [`c14n/in/${name}_input.xml`, undefined, C14N, `c14n/in/${name}_c14n.xml`] as const,
  ),
  ['c14n/in/default_ns_redefinition_input.xml', 'Object', C14N, 'c14n/in/default_ns_redefinition_c14n.xml'],
  ['c14n/inExcl/example2_2_1.xml', 'elem2', C14N, 'c14n/inExcl/example2_2_1_c14nized.xml'],
  ['c14n/inExcl/example2_2_2.xml', 'elem2', C14N, 'c14n/inExcl/example2_2_2_c14nized.xml'],
  ['c14n/inExcl/example2_2_1.xml', 'elem2', EXCLUSIVE, 'c14n/inExcl/example2_2_c14nized_exclusive.xml'],
  ['c14n/inExcl/example2_2_2.xml', 'elem2', EXCLUSIVE, 'c14n/inExcl/example2_2_c14nized_exclusive.xml'],
  ['c14n/inExcl/example2_2_3.xml', 'p', EXCLUSIVE, 'c14n/inExcl/example2_2_3_c14nized_exclusive.xml'],
  ['c14n/inExcl/plain-soap-1.1.xml', 'Body', EXCLUSIVE, 'c14n/inExcl/plain-soap-c14nized.xml'],
].map(([input, element, algorithm, expected]) => [
  `org/apache/xml/security/${input}`,
  element,
  algorithm,
  `org/apache/xml/security/${expected}`,
]) as never;

const findings: (Finding & { file: string })[] = [];

/** Documents that we refuse (a DOCTYPE, relative namespaces, malformed) have no canonical form here. */
function judge(file: string, judged: () => readonly Finding[]): void {
  try {
    findings.push(...judged().map((finding) => ({ ...finding, file })));
  } catch (error) {
    if (!(error instanceof DrumError)) throw error;
    findings.push({ file, what: 'document', outcome: 'excluded', why: `is refused: ${asDrumError(error).message}` });
  }
}

const compared = (what: string, actual: Buffer | undefined, expected: Buffer): Finding =>
  actual === undefined
    ? { what, outcome: 'excluded', why: 'has another canonicalisation' }
    : { what, outcome: actual.equals(expected) ? 'agrees' : 'differs' };

for (const [input, element, algorithm, expected] of EXAMPLES) {
  judge(input, () => [
    compared(element ?? 'root', canonicalElement(files.read(input), element, algorithm), files.read(expected)),
  ]);
}

const XPATH = /^(org\/w3c\/www\/interop\/c14n11\/)(([a-z-]+)-\d+)\.xpath$/;
const ONE_ELEMENT = /\[ancestor-or-self::ietf:(\w+)\]\s*$/;
for (const file of files.names) {
  const [, folder = '', name = '', input = ''] = XPATH.exec(file) ?? [];
  if (name === '') continue;
  const element = ONE_ELEMENT.exec(files.read(file).toString('utf8').trim())?.[1];
  judge(file, () =>
    element === undefined
      ? [{ what: 'subset', outcome: 'excluded', why: 'selects something else than one element' }]
      : [
          compared(
            element,
            canonicalElement(files.read(`${folder}${input}-input.xml`), element, C14N11),
            files.read(`${folder}${name}.output`),
          ),
        ],
  );
}

for (const file of files.names.filter((name) => name.endsWith('.xml'))) {
  const xml = files.read(file);
  if (!xml.includes('SignedInfo')) continue;
  judge(file, () => judgeSignatures(xml));
  // Beside interop signatures stand the octets of each reference, and then those of SignedInfo.
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const octets = files.names.filter((name) => name.startsWith(`${folder}c14n-`) && name.endsWith('.txt'));
  const last = `${folder}c14n-${octets.length - 1}.txt`;
  const owner = /(?:^|\/)(?:exc-)?signature\.xml$/.test(file);
  if (owner && octets.includes(last)) {
    judge(file, () => [compared('SignedInfo', canonicalSignedInfo(xml), files.read(last))]);
  }
}

const counts = { agrees: 0, excluded: 0, differs: 0 };
const reasons = new Map<string, number>();
for (const { file, what, outcome, why } of findings) {
  counts[outcome] += 1;
  if (outcome === 'differs') say(`${file}: ${what} differs`);
  if (why !== undefined) reasons.set(why, (reasons.get(why) ?? 0) + 1);
}
for (const [why, count] of [...reasons].toSorted(([, a], [, b]) => b - a)) say(`not judged: ${count} that ${why}`);
say(JSON.stringify(counts));
process.exitCode = counts.differs === 0 && counts.agrees > 0 ? 0 : 1;
