import fc from 'fast-check';
import { anyText, hostileBytes } from './hostile-input.ts';

/** A piece of an XML document as text: an element with what stands in it, or what stands between two tags. */
interface Piece {
  /** The start tag without `/`, or text, a comment, an instruction. */
  readonly open: string;
  readonly children: readonly Piece[];
  readonly close: string | undefined;
}

interface Edit {
  readonly kind:
    'remove' | 'double' | 'swap' | 'rename' | 'text' | 'attribute' | 'value' | 'insert' | 'wrap' | 'unwrap';
  readonly at: number;
  readonly other: number;
  readonly text: string;
  readonly markup: string;
}

const MARKUP = [
  '<!-- c -->',
  '<?pi x?>',
  '<![CDATA[<x>]]>',
  '&amp;',
  '&#0;',
  '&#x10FFFF;',
  '&undefined;',
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
  '<x xmlns=""/>',
  '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="signature"/>',
  '<a:b/>',
  '\ufeff',
  ']]>',
];

const texts = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    '1e9',
    'true',
    'AAAA',
    'AA=',
    '9'.repeat(40),
    '2026-13-01T00:00:00Z',
    '#',
    '\u0000',
  ),
  anyText.map((text) => text.slice(0, 12).replace(/[<&]/g, '_')),
);

const edits: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(
    ...(['remove', 'double', 'swap', 'rename', 'text', 'attribute', 'value', 'insert', 'wrap', 'unwrap'] as const),
  ),
  at: fc.nat(),
  other: fc.nat(),
  text: texts,
  markup: fc.constantFrom(...MARKUP),
});

/**
 * XML documents that are nearly one of the seeds: elements left out, doubled, moved, renamed, of other text or attributes,
 * so that most are well-formed and reach what stands behind the parser; the others are changed in their bytes.
 * Seeds are without `>` in attributes.
 */
export function hostileXml(seeds: readonly (Uint8Array | string)[]): fc.Arbitrary<Buffer> {
  const buffers = seeds.map((seed) => Buffer.from(seed));
  const trees = buffers.map((seed) => parsed(seed.toString('utf8')));
  const restructured = fc
    .record({ tree: fc.constantFrom(...trees), list: fc.array(edits, { minLength: 1, maxLength: 4 }) })
    .map(({ tree, list }) => Buffer.from(printed(list.reduce(edited, tree))));
  return fc.oneof(
    { weight: 2, arbitrary: restructured },
    { weight: 1, arbitrary: hostileBytes(buffers, [...MARKUP, '<', '>', '/>', '</', '"', '=', 'xmlns:x="', '\0']) },
  );
}

const TOKEN = /<!--[^]*?-->|<\?[^]*?\?>|<!\[CDATA\[[^]*?\]\]>|<[^>]+>|[^<]+/g;

function parsed(xml: string): Piece {
  const open: { tag: string; children: Piece[] }[] = [{ tag: '', children: [] }];
  for (const [token] of xml.matchAll(TOKEN)) {
    const top = open.at(-1);
    if (token.startsWith('</')) {
      const closed = open.pop();
      if (closed !== undefined)
        open.at(-1)?.children.push({ open: closed.tag, children: closed.children, close: token });
    } else if (/^<[^!?]/.test(token) && !token.endsWith('/>')) {
      open.push({ tag: token, children: [] });
    } else {
      top?.children.push({ open: token, children: [], close: undefined });
    }
  }
  return { open: '', children: open[0]?.children ?? [], close: '' };
}

const printed = ({ open, children, close = '' }: Piece): string => open + children.map(printed).join('') + close;

const flattened = (piece: Piece): Piece[] => [piece, ...piece.children.flatMap(flattened)];

function edited(root: Piece, edit: Edit): Piece {
  const all = root.children.flatMap(flattened);
  const target = all[edit.at % Math.max(1, all.length)];
  const other = all[edit.other % Math.max(1, all.length)];
  if (target === undefined || other === undefined) return root;
  return replaced(root, target, instead(target, edit, other));
}

function replaced(piece: Piece, target: Piece, by: readonly Piece[]): Piece {
  return {
    ...piece,
    children: piece.children.flatMap((child) => (child === target ? by : [replaced(child, target, by)])),
  };
}

const textPiece = (open: string): Piece => ({ open, children: [], close: undefined });

function instead(target: Piece, { kind, text, markup }: Edit, other: Piece): Piece[] {
  const isElement = target.open.startsWith('<') && !/^<[!?]/.test(target.open);
  const content = target.children;
  switch (kind) {
    case 'remove':
      return [];
    case 'double':
      return [target, target];
    case 'swap':
      return [other];
    case 'insert':
      return [textPiece(markup), target];
    case 'wrap':
      return [{ open: '<x>', children: [target], close: '</x>' }];
    case 'unwrap':
      return [...content];
    case 'text':
      return isElement && target.close !== undefined ? [{ ...target, children: [textPiece(text)] }] : [textPiece(text)];
    case 'rename': {
      const name = /^<([^\s/>]+)/.exec(other.open)?.[1] ?? 'x';
      const open = target.open.replace(/^<[^\s/>]+/, () => `<${name}`);
      return [{ ...target, open, close: target.close === undefined ? undefined : `</${name}>` }];
    }
    case 'attribute': {
      const attribute = / [^\s=]+="[^"]*"/.exec(other.open)?.[0] ?? ' Id="x"';
      return [{ ...target, open: target.open.replace(/(?=\/?>$)/, () => attribute) }];
    }
    case 'value':
      return [{ ...target, open: target.open.replace(/="[^"]*"/, () => `="${text.replaceAll('"', '')}"`) }];
  }
}
