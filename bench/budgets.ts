/** What a figure must be (docs/performance.md): the first goal, and the one after it. */
export interface Budget {
  readonly unit: string;
  readonly sense: 'at least' | 'at most';
  readonly first: number;
  readonly then: number;
}

const throughput = (first: number, then: number): Budget => ({ unit: '/s', sense: 'at least', first, then });
const milliseconds = (first: number, then: number): Budget => ({ unit: 'ms', sense: 'at most', first, then });
const megabytes = (first: number, then: number): Budget => ({ unit: 'MB', sense: 'at most', first, then });

export const BUDGETS = {
  'P-256, 64 connections': throughput(1_000, 2_000),
  'RSA-2048, 64 connections': throughput(700, 1_200),
  'P-256, 16 connections': throughput(600, 1_200),
  'RSA-2048, 16 connections': throughput(450, 800),
  'P-256, 1 connection, p50': milliseconds(12, 8),
  'P-256, p99 over the direct call, at half load': milliseconds(25, 15),
  'memory of a server at rest': megabytes(150, 110),
  'memory of a server under load': megabytes(256, 200),
  'memory of each further worker': megabytes(90, 70),
  '5 GB body, memory of a server beyond that before': megabytes(100, 100),
  '5 GB body, share of the speed of SHA-512': { unit: '%', sense: 'at least', first: 0, then: 50 },
  'publication, 10,000 members, changed': { unit: 's', sense: 'at most', first: 2, then: 1 },
  'configuration, 10,000 members, first download': milliseconds(1_000, 500),
  'configuration, 10,000 members, download of a change': milliseconds(1_000, 500),
  'configuration, 10,000 members, read at a start': milliseconds(1_000, 500),
  'screen of 10,000 members, opened': milliseconds(1_000, 500),
  'screen of 10,000 members, one found': milliseconds(1_000, 500),
  'slowest list page, 10,000 members': milliseconds(200, 100),
  'ready after start': { unit: 's', sense: 'at most', first: 2, then: 1 },
} as const satisfies Record<string, Budget>;

export type BudgetName = keyof typeof BUDGETS;

export function meets({ sense }: Budget, goal: number, figure: number): boolean {
  return sense === 'at least' ? figure >= goal : figure <= goal;
}
