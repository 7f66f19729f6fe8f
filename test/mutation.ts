import fc from 'fast-check';
import { derFromBer } from '#certs/der/from-ber.ts';
import { readDer, TAG, type DerNode } from '#certs/der/read.ts';
import { derElement } from '#certs/der/write.ts';

/** Bytes that are nearly one of the seeds: some changed, some cut out, some put in, the end cut off. */
export function mutated(seeds: readonly Uint8Array[]): fc.Arbitrary<Buffer> {
  const change = fc.record({
    kind: fc.constantFrom('set', 'flip', 'remove', 'insert', 'repeat', 'cut' as const),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(0x00, 0x30, 0x31, 0x80, 0x82, 0x84, 0xa0, 0xff)),
    length: fc.integer({ min: 1, max: 16 }),
  });
  return fc
    .record({ seed: fc.constantFrom(...seeds), changes: fc.array(change, { minLength: 1, maxLength: 6 }) })
    .map(({ seed, changes }) => changes.reduce(applied, Buffer.from(seed)));
}

interface Change {
  readonly kind: string;
  readonly at: number;
  readonly byte: number;
  readonly length: number;
}

function applied(bytes: Buffer, { kind, at: place, byte, length }: Change): Buffer {
  const at = Math.floor(place * bytes.length);
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (kind) {
    case 'set':
      return Buffer.concat([head, Buffer.from([byte]), tail.subarray(1)]);
    case 'flip':
      return Buffer.concat([head, Buffer.from([(tail[0] ?? 0) ^ (1 << (byte & 7))]), tail.subarray(1)]);
    case 'remove':
      return Buffer.concat([head, tail.subarray(length)]);
    case 'insert':
      return Buffer.concat([head, Buffer.alloc(length, byte), tail]);
    case 'repeat':
      return Buffer.concat([head, tail.subarray(0, length), tail]);
    default:
      return Buffer.from(head);
  }
}

/**
 * DER that is nearly one of the seeds and whole in its lengths: elements left out, doubled, swapped, of another type or
 * content. So inputs reach what stands behind the reader of lengths. Half of them are changed in their bytes as well.
 */
export function mutatedDer(seeds: readonly Uint8Array[]): fc.Arbitrary<Buffer> {
  const trees = seeds.map((seed) => treeOf(derFromBer(seed, seed.length)));
  const change = fc.record({
    kind: fc.constantFrom('remove', 'double', 'tag', 'content', 'empty', 'swap' as const),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    other: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    tag: fc.oneof(fc.nat(255), fc.constantFrom(0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x17, 0x18, 0x30, 0x31, 0xa0, 0x80)),
    content: fc.uint8Array({ maxLength: 24 }),
  });
  const changed = fc
    .record({ tree: fc.constantFrom(...trees), changes: fc.array(change, { minLength: 1, maxLength: 4 }) })
    .map(({ tree, changes }) => bytesOf(changes.reduce(restructured, tree)));
  return fc.oneof(changed, mutated(seeds));
}

/** An element of DER; strings that hold DER count as elements with children. */
interface Tree {
  readonly tag: number;
  /** In front of the children: the unused bits of a BIT STRING. */
  readonly head: Buffer;
  readonly children: readonly Tree[];
}

interface Restructuring {
  readonly kind: 'remove' | 'double' | 'tag' | 'content' | 'empty' | 'swap';
  readonly at: number;
  readonly other: number;
  readonly tag: number;
  readonly content: Uint8Array;
}

function treeOf(bytes: Buffer): Tree {
  return treeOfNode(readDer(bytes, bytes.length));
}

function treeOfNode({ tag, content, children }: DerNode): Tree {
  if (children.length > 0) return { tag, head: Buffer.alloc(0), children: children.map(treeOfNode) };
  for (const skip of tag === TAG.octetString ? [0] : tag === TAG.bitString ? [1] : []) {
    try {
      return { tag, head: content.subarray(0, skip), children: [treeOf(content.subarray(skip))] };
    } catch {
      // The string holds no DER: it stays a string.
    }
  }
  return { tag, head: content, children: [] };
}

const bytesOf = ({ tag, head, children }: Tree): Buffer => derElement(tag, head, ...children.map(bytesOf));

function restructured(tree: Tree, change: Restructuring): Tree {
  const all = flattened(tree);
  const pick = (place: number): Tree => all[Math.floor(place * all.length)] ?? tree;
  const target = pick(change.at);
  return replaced(tree, target, instead(target, change, pick(change.other)))[0] ?? tree;
}

function instead(target: Tree, { kind, tag, content }: Restructuring, other: Tree): Tree[] {
  switch (kind) {
    case 'remove':
      return [];
    case 'double':
      return [target, target];
    case 'tag':
      return [{ ...target, tag }];
    case 'content':
      return [{ ...target, head: Buffer.from(content), children: [] }];
    case 'empty':
      return [{ ...target, head: Buffer.alloc(0), children: [] }];
    case 'swap':
      return [other];
  }
}

const flattened = (tree: Tree): Tree[] => [tree, ...tree.children.flatMap(flattened)];

function replaced(tree: Tree, target: Tree, by: readonly Tree[]): readonly Tree[] {
  if (tree === target) return by;
  return [{ ...tree, children: tree.children.flatMap((child) => replaced(child, target, by)) }];
}
