import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixedClock } from '#config/clock.ts';
import { drumError } from '#protocol/errors.ts';
import { loadConfiguration } from '#protocol/configuration/load.ts';
import { writeMetadata } from '#protocol/configuration/metadata.ts';
import { sharedParametersOf } from '../../test/configuration-source.ts';
import { refusal } from '../../test/refusal.ts';
import type { FetchOutcome } from './configuration-client.ts';
import { ConfigurationUpdater, type UpdaterOptions } from './updater.ts';

const NOW = new Date('2026-11-23T00:00:00Z');

function configurationUntil(expirationDate: string, instance = 'BG') {
  return loadConfiguration(
    new Map([
      ['instance-identifier', Buffer.from(instance)],
      [`${instance}/shared-params.xml`, sharedParametersOf(instance)],
      [
        `${instance}/shared-params.xml.metadata`,
        writeMetadata({ configurationVersion: 6, expirationDate: new Date(expirationDate) }),
      ],
    ]),
  );
}

const STORED = configurationUntil('2026-11-23T00:01:00Z');
const FRESH = configurationUntil('2026-11-23T00:10:00Z');
const success = (configuration = FRESH): FetchOutcome => ({
  instance: 'BG',
  attempts: [],
  configuration,
  federated: [],
});
const FAILURE = drumError('global_conf_get_version_failed', 'nobody there');
const failure: FetchOutcome = { instance: 'BG', attempts: [], error: FAILURE, federated: [] };

const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

describe('Keeping global configuration fresh', () => {
  const running: ConfigurationUpdater[] = [];
  afterEach(() => Promise.all(running.splice(0).map((updater) => updater.stop())));

  function updaterWith(outcomes: (FetchOutcome | Error)[], options: Partial<UpdaterOptions> = {}) {
    const calls: string[] = [];
    const client = {
      stored: () => Promise.reject(drumError('io_error', 'nothing stored')),
      fetch: () => {
        calls.push('fetch');
        const outcome = outcomes.shift() ?? failure;
        return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
      },
    };
    const updater = new ConfigurationUpdater({
      client,
      clock: fixedClock(NOW),
      updateIntervalSeconds: 60,
      onConfiguration: (configuration) => calls.push(`expires ${configuration.expiresAt('BG')?.toISOString() ?? ''}`),
      onFailure: ({ code }, retrySeconds) => calls.push(`${code}, again in ${retrySeconds} s`),
      ...options,
    });
    running.push(updater);
    return { updater, calls };
  }

  it('has none before the first download, and says why', async () => {
    const { updater } = updaterWith([failure]);
    expect(refusal(() => updater.configuration())).to.equal(
      'malformed_global_conf: There is no global configuration yet',
    );
    await updater.start();
    expect(refusal(() => updater.configuration())).to.equal(
      'malformed_global_conf: There is no global configuration yet: nobody there',
    );
    expect(updater.status).to.deep.equal({ lastAttemptAt: NOW, nextAttemptAt: later(5), error: FAILURE });
  });

  it('begins with what is stored, so that a source that is down stops nothing until the expiry', async () => {
    const stored = () => Promise.resolve(STORED);
    const { updater } = updaterWith([failure], { client: { stored, fetch: () => Promise.resolve(failure) } });
    await updater.start();
    expect(updater.configuration()).to.equal(STORED);
    const late = updaterWith([], {
      client: { stored, fetch: () => Promise.resolve(failure) },
      clock: fixedClock(new Date('2026-11-23T00:01:01Z')),
    });
    await late.updater.start();
    expect(refusal(() => late.updater.configuration())).to.match(/^global_conf_outdated: /);
    // A peer can still be told that, because it is still known who it is.
    expect(late.updater.latest).to.equal(STORED);
  });

  it('takes each new state, tells it once, and forgets an old failure', async () => {
    const { updater, calls } = updaterWith([failure, success(), success()]);
    await updater.start();
    await updater.update();
    await updater.update();
    expect(updater.configuration()).to.equal(FRESH);
    expect(updater.status).to.deep.equal({ lastAttemptAt: NOW, lastSuccessAt: NOW, nextAttemptAt: later(60) });
    expect(calls).to.deep.equal([
      'fetch',
      'global_conf_get_version_failed, again in 5 s',
      'fetch',
      'expires 2026-11-23T00:10:00.000Z',
      'fetch',
    ]);
  });

  it('tries again after 5 s, then after twice as long each time, up to the interval', async () => {
    const { updater, calls } = updaterWith([
      failure,
      failure,
      failure,
      failure,
      failure,
      new Error('disk'),
      success(),
      failure,
    ]);
    await updater.start();
    for (let round = 0; round < 7; round += 1) await updater.update();
    expect(calls.filter((call) => call.includes('again')).map((call) => call.split(', ')[1])).to.deep.equal(
      [5, 10, 20, 40, 60, 60, 5].map((seconds) => `again in ${seconds} s`),
    );
    expect(calls).to.include('internal_error, again in 60 s');
  });

  it('downloads by itself at the interval, and no more once it is stopped', async () => {
    const { updater, calls } = updaterWith([success(), success(STORED), success()], { updateIntervalSeconds: 0.05 });
    await updater.start();
    const deadline = performance.now() + 5_000;
    while (calls.length < 6 && performance.now() < deadline) await sleep(10);
    await updater.stop();
    const after = calls.length;
    expect(after).to.be.at.least(6);
    await sleep(150);
    expect(calls).to.have.lengthOf(after);
  });

  it('downloads once at a time', async () => {
    const { updater, calls } = updaterWith([success()]);
    await Promise.all([updater.update(), updater.update(), updater.update()]);
    expect(calls.filter((call) => call === 'fetch')).to.have.lengthOf(1);
  });
});
