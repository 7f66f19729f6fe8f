import { expect } from 'chai';
import { Metrics } from './metrics.ts';

describe('The metrics of a security server', () => {
  it('count the stages of exchanges, by side', async () => {
    const metrics = new Metrics();
    for (let exchange = 0; exchange < 3; exchange += 1) {
      const stages = metrics.exchange('client');
      stages.lap('accept');
      stages.lap('sign');
    }
    metrics.exchange('provider').lap('accept');
    const text = await metrics.text();
    expect(text).to.include('drum_exchange_stage_seconds_count{side="client",stage="accept"} 3');
    expect(text).to.include('drum_exchange_stage_seconds_count{side="client",stage="sign"} 3');
    expect(text).to.include('drum_exchange_stage_seconds_count{side="provider",stage="accept"} 1');
    metrics.close();
  });

  it('tell of the process, and of its event loop', async () => {
    const metrics = new Metrics();
    const text = await metrics.text();
    expect(text).to.match(/^process_resident_memory_bytes \d+/m);
    expect(text).to.match(/^nodejs_eventloop_lag_p99_seconds /m);
    metrics.close();
  });
});
