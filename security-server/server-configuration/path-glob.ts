/**
 * Path patterns of endpoints, as X-Road has them: `*` stands for any run without `/`, `**` for anything, `\*` and `\\` for
 * the character itself; the whole path must match.
 */
export function matchesPathGlob(glob: string, path: string): boolean {
  return matches(tokensOf(glob), path);
}

type Token = { readonly literal: string } | 'segment' | 'anything';

function tokensOf(glob: string): Token[] {
  const tokens: Token[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') tokens.push({ literal });
    literal = '';
  };
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob.charAt(at);
    const next = glob.charAt(at + 1);
    if (character === '\\' && (next === '*' || next === '\\')) {
      literal += next;
      at += 1;
    } else if (character === '*') {
      let stars = 1;
      while (glob.charAt(at + 1) === '*') {
        stars += 1;
        at += 1;
      }
      flush();
      tokens.push(stars === 1 ? 'segment' : 'anything');
    } else {
      literal += character;
    }
  }
  flush();
  return tokens;
}

/**
 * Moves the set of reachable positions through the tokens, one at a time: at most tokens × characters steps, so that no
 * pattern and no path makes it slow (a regular expression with many `.*` would).
 */
function matches(tokens: readonly Token[], path: string): boolean {
  let reachable = new Set([0]);
  for (const token of tokens) {
    const next = new Set<number>();
    if (token === 'segment' || token === 'anything') {
      let open = false;
      for (let at = 0; at <= path.length; at += 1) {
        if (reachable.has(at)) open = true;
        if (open) next.add(at);
        if (token === 'segment' && path.charAt(at) === '/') open = false;
      }
    } else {
      for (const at of reachable) if (path.startsWith(token.literal, at)) next.add(at + token.literal.length);
    }
    if (next.size === 0) return false;
    reachable = next;
  }
  return reachable.has(path.length);
}
