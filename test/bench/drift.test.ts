import { expect } from 'chai';
import { driftFaults, type Window } from '../../bench/drift.ts';

const steady: Window = { answered: 3_000, p50: 8, p99: 20, consumerMb: 150, providerMb: 140 };
const run = (of: (number: number) => Partial<Window>): Window[] =>
  Array.from({ length: 40 }, (_, number) => ({ ...steady, ...of(number) }));

describe('A steady load', () => {
  it('shows no drift where only single stretches are bad', () => {
    expect(
      driftFaults(run((number) => (number % 9 === 8 ? { p50: 90, p99: 500, consumerMb: 200 } : {}))),
    ).to.deep.equal([]);
  });

  it('shows memory that grows, and of which server', () => {
    expect(driftFaults(run((number) => ({ providerMb: 140 + 2 * number })))).to.deep.equal([
      'Memory of the provider server grew from 152 to 206 MB',
    ]);
  });

  it('shows latency that rises', () => {
    expect(driftFaults(run((number) => ({ p50: 8 + number / 2, p99: 20 + number })))).to.deep.equal([
      'p50 of the latency rose from 11.0 to 24.5 ms',
      'p99 of the latency rose from 26.0 to 53.0 ms',
    ]);
  });
});
